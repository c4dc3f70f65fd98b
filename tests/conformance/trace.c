/* What stubs made with -L tell of messages: one line each, and mistakes. */
#include <mach/mig_log.h>
#include <stdio.h>

int mig_errors = 1, mig_tracing = 1;

void MigEventTracer(mig_who_t who, mig_which_event_t what, mach_msg_id_t msgh_id, unsigned int size,
	unsigned int kpd, unsigned int retcode, unsigned int ports, unsigned int oolports,
	unsigned int ool, const char *file, unsigned int line)
{
	(void)file, (void)line;
	printf("trace %d %d %d %u %u %d %u %u %u\n", (int)who, (int)what, msgh_id, size, kpd,
		(int)retcode, ports, oolports, ool);
}

void MigEventErrors(
	mig_who_t who, mig_which_error_t what, void *par, const char *file, unsigned int line)
{
	(void)par, (void)file, (void)line;
	printf("mistake %d %d\n", (int)who, (int)what);
}
