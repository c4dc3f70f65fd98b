// options: --run=/nonexistent/program
