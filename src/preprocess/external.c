/* Another program in the preprocessor's place (CPP, -cc, --cpp): its words, its run, its failure.
 */
#include "preprocess/internal.h"
#include "support/file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* One word from *p on, quotes undone. False if a quote is not closed. */
static bool read_word(const char **p, struct buf *word)
{
	const char *c = *p;
	char quote = '\0';

	for (; *c && (quote || !is_blank(*c)); c++) {
		if (quote == '\0' && (*c == '\'' || *c == '"')) {
			quote = *c;
		} else if (*c == quote) {
			quote = '\0';
		} else if (*c == '\\' && quote != '\'' && c[1] != '\0' &&
			   (quote == '\0' || strchr("\\\"$`\n", c[1]))) {
			if (*++c != '\n')
				buf_add_char(word, *c);
		} else {
			buf_add_char(word, *c);
		}
	}
	*p = c;
	return quote == '\0';
}

bool pp_split_command(struct arena *arena, const char *command, struct pp_words *words)
{
	struct buf word = {0};
	bool ok = true;

	for (;;) {
		while (is_blank(*command))
			command++;
		if (*command == '\0' || !ok)
			break;
		buf_clear(&word);
		ok = read_word(&command, &word);
		vec_push(arena, &words->items, arena_copy(arena, buf_text(&word), word.size_bytes));
	}
	buf_free(&word);
	return ok;
}

/* Starts the program with its standard output in a pipe. Returns an errno value. */
static int start(struct arena *arena, const struct pp_words *command, pid_t *ret_pid, int *ret_fd)
{
	char **arguments = arena_alloc_array(arena, command->items.count + 1, sizeof(*arguments));
	posix_spawn_file_actions_t actions;
	int ends[2], error;
	size_t i;

	for (i = 0; i < command->items.count; i++)
		arguments[i] =
			arena_copy(arena, command->items.items[i], strlen(command->items.items[i]));
	if (pipe(ends) != 0)
		return errno;
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	error = posix_spawn_file_actions_init(&actions);
	if (error == 0) {
		error = posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
		/* If the pipe is standard output already, dup2 would leave it close-on-exec. */
		if (error == 0 && ends[1] == STDOUT_FILENO)
			fcntl(ends[1], F_SETFD, 0);
		if (error == 0)
			error = posix_spawnp(
				ret_pid, arguments[0], &actions, NULL, arguments, environ);
		posix_spawn_file_actions_destroy(&actions);
	}
	close(ends[1]);
	if (error != 0)
		close(ends[0]);
	*ret_fd = ends[0];
	return error;
}

static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return status;
}

static bool check_status(struct diag *diag, struct arena *arena, const char *program, int status)
{
	const struct src_span nowhere = {0};

	if (status != -1 && WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	if (status != -1 && WIFSIGNALED(status))
		diag_report(diag, DIAG_external_failed, nowhere, program,
			arena_printf(arena, "was ended by signal %d", WTERMSIG(status)));
	else
		diag_report(diag, DIAG_external_failed, nowhere, program,
			arena_printf(arena, "failed with status %d",
				status == -1 ? -1 : WEXITSTATUS(status)));
	return false;
}

bool pp_run_external(
	struct diag *diag, struct arena *arena, const struct pp_words *command, struct buf *output)
{
	const struct src_span nowhere = {0};
	const char *program = command->items.count > 0 ? command->items.items[0] : "";
	int error, fd = -1, status;
	pid_t pid = 0;

	error = command->items.count > 0 ? start(arena, command, &pid, &fd) : ENOENT;
	if (error != 0) {
		diag_report(diag, DIAG_external_cannot_run, nowhere, program, strerror(error));
		return false;
	}
	error = file_read_fd(fd, output);
	close(fd);
	if (error != 0)
		kill(pid, SIGTERM);
	status = wait_for(pid);
	if (error != 0) {
		diag_report(diag, DIAG_external_failed, nowhere, program,
			arena_printf(arena, "cannot be read from: %s", strerror(error)));
		return false;
	}
	return check_status(diag, arena, program, status);
}
