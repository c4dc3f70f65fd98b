/* The NDR half has its stubs, and what they call, under names of its own. */
#define file_open   ndr_file_open
#define file_read   ndr_file_read
#define file_size   ndr_file_size
#define file_server ndr_file_server
