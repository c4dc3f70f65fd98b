// options: --run=false
