quoted local
