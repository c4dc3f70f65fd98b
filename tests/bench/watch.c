/* Runs a command and writes what it cost to a file: CPU time of the command and of everything it
 * started and waited for, in microseconds, and its peak memory in KiB.
 *
 *	watch REPORT COMMAND [ARGUMENT]...
 *
 * A program of its own because a child's peak memory begins with that of the process that made it:
 * this one is small. */
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static long long microseconds(struct timeval time)
{
	return time.tv_sec * 1000000LL + time.tv_usec;
}

int main(int count, char **arguments)
{
	struct rusage used;
	int status;
	pid_t child;
	FILE *report;

	if (count < 3)
		return 125;
	child = fork();
	if (child == 0) {
		execvp(arguments[2], arguments + 2);
		perror(arguments[2]);
		_exit(127);
	}
	if (child < 0 || wait4(child, &status, 0, &used) != child)
		return 125;
	report = fopen(arguments[1], "w");
	if (report == NULL)
		return 125;
	fprintf(report, "%lld %ld\n", microseconds(used.ru_utime) + microseconds(used.ru_stime),
		used.ru_maxrss);
	if (fclose(report) != 0)
		return 125;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 126;
}
