# Rules of migc for GNU Make (3.81 or later), alone or under Automake.
#
#	MIGC_INTERFACES = name ...
#	include $(shell pkg-config --variable=migc_mk migc)
#
# NAME.defs then gives
#
#	name.h, nameUser.c             the client's half; options in MIGC_USER_FLAGS
#	name_server.h, nameServer.c    the server's half; options in MIGC_SERVER_FLAGS
#
# in the folder where make runs (a name may contain a folder); the .defs is found by VPATH too. Only what
# something else needs is made. It is made anew when the .defs or a file that it includes has changed: that is
# what the files name.user.d and name.server.d are for, which this file includes for the names in MIGC_INTERFACES.
#
# Variables, all optional:
#	MIGC                  the program (migc)
#	MIGC_TARGET           for --target, e.g. i386-gnu; default: the machine's CPU
#	MIGC_FLAGS            options for both halves, e.g. -I include
#	MIGC_USER_FLAGS, MIGC_SERVER_FLAGS     options for one, e.g. --prefix=S_
#	MIGC_OUTPUTS          (to be used) all that the rules may have made, for clean
#
# C files that include a generated header must not be compiled before it is there: the first time there are no
# dependency files that would say so. State it:
#
#	client.o: name.h
#
# With Automake, in configure.ac
#
#	PKG_CHECK_VAR([MIGC_MK], [migc], [migc_mk])
#	AC_CHECK_PROG([MIGC], [migc], [migc])
#
# and in Makefile.am (the minus keeps automake from reading the file itself)
#
#	MIGC_INTERFACES = name
#	-include $(MIGC_MK)
#	BUILT_SOURCES = name.h name_server.h
#	nodist_program_SOURCES = nameUser.c nameServer.c
#	EXTRA_DIST = name.defs
#	CLEANFILES = $(MIGC_OUTPUTS)

MIGC ?= migc
MIGC_TARGET ?=

MIGC_OUTPUTS = $(foreach name,$(MIGC_INTERFACES),$(addprefix $(name),\
	.h User.c .user.d _server.h Server.c .server.d))

migc_command = $(MIGC) $(if $(MIGC_TARGET),--target=$(MIGC_TARGET)) $(MIGC_FLAGS)

# One run makes both files of a half, which only pattern rules can say in all versions of make.
%.h %User.c: %.defs
	$(migc_command) $(MIGC_USER_FLAGS) --emit=header,user --header=$*.h --user=$*User.c \
		-MD -MP -MF $*.user.d $<

%_server.h %Server.c: %.defs
	$(migc_command) $(MIGC_SERVER_FLAGS) --emit=sheader,server --sheader=$*_server.h --server=$*Server.c \
		-MD -MP -MF $*.server.d $<

# They are sources, even if only a rule for objects asks for them: not to be removed at the end.
.PRECIOUS: %.h %User.c %_server.h %Server.c

-include $(wildcard $(MIGC_INTERFACES:=.user.d) $(MIGC_INTERFACES:=.server.d))
