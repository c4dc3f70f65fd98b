/* Its presence tells generated code that mig_strncpy_zerofill() exists. */
