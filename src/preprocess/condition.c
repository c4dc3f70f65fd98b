/*
 * The expressions of #if and #elif, by precedence climbing over 64-bit integers. What is not
 * evaluated (behind `0 &&`, `1 ||`, in the other arm of `? :`) is read but cannot go wrong.
 */
#include "preprocess/internal.h"

#include <string.h>

struct value {
	uint64_t bits;
	bool is_unsigned;
};

struct evaluation {
	struct pp *pp;
	const char *directive;
	struct pp_token token; /* the next one */
	unsigned depth;
	unsigned unevaluated; /* > 0: only read */
	bool failed;          /* reported */
};

static struct value conditional(struct evaluation *e);

static struct value make(uint64_t bits, bool is_unsigned)
{
	struct value value = {bits, is_unsigned};

	return value;
}

static void advance(struct evaluation *e)
{
	pp_get_solid(e->pp, &e->token);
}

/* Reads a token that shall not be replaced. */
static void advance_plain(struct evaluation *e)
{
	e->pp->prevent_expansion++;
	pp_get_solid(e->pp, &e->token);
	e->pp->prevent_expansion--;
}

static const char *token_text(struct evaluation *e)
{
	struct str text = pp_spelling(&e->token);

	return arena_copy(e->pp->arena, text.p, text.n);
}

static struct src_span here(struct evaluation *e)
{
	struct src_span at = pp_span(&e->token);

	at.begin = pp_place(e->pp, &e->token);
	return at;
}

/* Only the first thing that is wrong in an expression is reported. */
static struct value fail(struct evaluation *e, const char *what)
{
	if (!e->failed && !e->pp->is_stopped)
		diag_report(e->pp->diag, DIAG_bad_condition, here(e), e->directive, what);
	e->failed = true;
	return make(0, false);
}

/* "unexpected 'x'", or that the line ends too early. */
static struct value fail_here(struct evaluation *e, const char *expected)
{
	if (e->token.kind == PP_END)
		return fail(e, arena_printf(e->pp->arena, "%s is missing", expected));
	return fail(
		e, arena_printf(e->pp->arena, "%s is expected, not '%s'", expected, token_text(e)));
}

static bool accept(struct evaluation *e, enum pp_kind kind)
{
	if (e->token.kind != kind)
		return false;
	advance(e);
	return true;
}

static unsigned digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (unsigned)(c - 'a') + 10;
	if (c >= 'A' && c <= 'F')
		return (unsigned)(c - 'A') + 10;
	return 16;
}

/* u, l, ll in any order and case, each once. */
static bool is_suffix(struct str s, bool *is_unsigned)
{
	unsigned longs = 0;
	size_t i;

	for (i = 0; i < s.n; i++) {
		char c = s.p[i];

		if ((c == 'u' || c == 'U') && !*is_unsigned) {
			*is_unsigned = true;
		} else if ((c == 'l' || c == 'L') && longs == 0) {
			longs++;
			if (i + 1 < s.n && s.p[i + 1] == c)
				i++;
		} else {
			return false;
		}
	}
	return true;
}

static struct value number(struct evaluation *e)
{
	struct str text = pp_spelling(&e->token);
	struct value value = {0, false};
	unsigned base = 10, digit;
	bool too_big = false;
	size_t i = 0;

	if (text.n > 2 && text.p[0] == '0' && (text.p[1] == 'x' || text.p[1] == 'X'))
		base = 16;
	else if (text.n > 2 && text.p[0] == '0' && (text.p[1] == 'b' || text.p[1] == 'B'))
		base = 2;
	else if (text.p[0] == '0')
		base = 8;
	if (base == 16 || base == 2)
		i = 2;
	for (; i < text.n && (digit = digit_value(text.p[i])) < base; i++) {
		if (value.bits > (UINT64_MAX - digit) / base)
			too_big = true;
		value.bits = value.bits * base + digit;
	}
	if (!is_suffix(str_make(text.p + i, text.n - i), &value.is_unsigned))
		return fail(e, arena_printf(e->pp->arena, "'%s' is not an integer", token_text(e)));
	if (too_big)
		return fail(e, arena_printf(e->pp->arena, "'%s' is too big", token_text(e)));
	if (value.bits > INT64_MAX)
		value.is_unsigned = true;
	advance(e);
	return value;
}

/* The value of an escape sequence, p behind the backslash; *ret_p behind it. */
static uint64_t escape(const char *p, const char *end, const char **ret_p)
{
	static const char letters[] = "abfnrtveE";
	static const char values[] = "\a\b\f\n\r\t\v\033\033";
	uint64_t value = 0;
	const char *letter;
	unsigned i;

	if (*p == 'x') {
		for (p++; p < end && digit_value(*p) < 16; p++)
			value = value << 4 | digit_value(*p);
	} else if (*p >= '0' && *p <= '7') {
		for (i = 0; i < 3 && p < end && *p >= '0' && *p <= '7'; i++, p++)
			value = value << 3 | digit_value(*p);
	} else {
		letter = strchr(letters, *p);
		value = letter && *p ? (unsigned char)values[letter - letters] : (unsigned char)*p;
		p++;
	}
	*ret_p = p;
	return value;
}

/* Several characters make one number, the last in the lowest byte, as in gcc. */
static struct value character(struct evaluation *e)
{
	struct str text = pp_spelling(&e->token);
	const char *p = memchr(text.p, '\'', text.n), *end = text.p + text.n - 1;
	bool is_wide = text.p[0] != '\'';
	struct value value = {0, false};
	unsigned count = 0;
	uint64_t c;

	for (p++; p < end; count++) {
		if (*p == '\\' && p + 1 < end)
			c = escape(p + 1, end, &p);
		else
			c = (unsigned char)*p++;
		if (!is_wide)
			c &= 0xff;
		value.bits = is_wide || count == 0 ? c : (value.bits << 8 | c) & 0xffffffff;
	}
	if (count == 0)
		return fail(e, "a character constant is empty");
	if (!is_wide && count == 1 && !e->pp->options->target->char_is_unsigned &&
		value.bits >= 0x80)
		value.bits |= ~(uint64_t)0xff;
	else if (!is_wide && count > 1 && (value.bits & 0x80000000u))
		value.bits |= ~(uint64_t)0xffffffff;
	advance(e);
	return value;
}

/* `defined` was met: X or (X) follows. */
static struct value defined(struct evaluation *e)
{
	bool has_parenthesis;
	struct value value = {0, false};
	const struct pp_name *name;

	advance_plain(e);
	has_parenthesis = e->token.kind == PP_OPEN;
	if (has_parenthesis)
		advance_plain(e);
	if (e->token.kind != PP_NAME)
		return fail_here(e, "a name behind 'defined'");
	name = e->token.name;
	value.bits =
		name->macro || (name->builtin != PP_NOT_BUILTIN && name->builtin < PP_WORD_DEFINED);
	advance_plain(e);
	if (has_parenthesis) {
		if (e->token.kind != PP_CLOSE)
			return fail_here(e, "')' behind 'defined'");
		advance(e);
	} else if (e->token.kind == PP_NAME && IS_MACRO(e->token.name) &&
		   !(e->token.flags & PP_NO_EXPAND)) {
		fail_here(e, "an operator");
	}
	return value;
}

/* `__has_include` was met: ("...") or (<...>) follows. */
static struct value has_include(struct evaluation *e, enum pp_builtin builtin)
{
	struct pp_header header;
	struct value value = {0, false};

	advance_plain(e);
	if (e->token.kind != PP_OPEN)
		return fail_here(e, "'(' behind '__has_include'");
	if (!pp_read_header(e->pp, "__has_include", &header)) {
		e->failed = true;
		return value;
	}
	value.bits = pp_has_include(e->pp, &header,
		builtin == PP_BUILTIN_HAS_INCLUDE_NEXT ? PP_INCLUDE_BEHIND : PP_INCLUDE_NORMAL);
	advance(e);
	if (!accept(e, PP_CLOSE))
		return fail_here(e, "')' behind '__has_include'");
	return value;
}

/* `__has_attribute` and its like: nothing is known of any compiler. */
static struct value has_feature(struct evaluation *e)
{
	unsigned depth = 0;

	do {
		advance_plain(e);
		if (e->token.kind == PP_OPEN)
			depth++;
		else if (e->token.kind == PP_CLOSE && depth > 0)
			depth--;
	} while (e->token.kind != PP_END && depth > 0);
	if (e->token.kind != PP_CLOSE)
		return fail_here(e, "an argument in parentheses");
	advance(e);
	return make(0, false);
}

static struct value name(struct evaluation *e)
{
	const struct pp_name *n = e->token.name;

	switch ((enum pp_builtin)n->builtin) {
	case PP_WORD_DEFINED: return defined(e);
	case PP_BUILTIN_HAS_INCLUDE:
	case PP_BUILTIN_HAS_INCLUDE_NEXT: return has_include(e, (enum pp_builtin)n->builtin);
	case PP_BUILTIN_HAS_FEATURE: return has_feature(e);
	default: break;
	}
	if (e->unevaluated == 0)
		diag_report(e->pp->diag, DIAG_undef, here(e), n->text);
	advance(e);
	return make(0, false);
}

static struct value primary(struct evaluation *e)
{
	struct value value;

	switch (e->token.kind) {
	case PP_NUMBER: return number(e);
	case PP_CHAR: return character(e);
	case PP_NAME: return name(e);
	case PP_OPEN:
		advance(e);
		value = conditional(e);
		/* The comma operator, which C forbids where it is evaluated, and gcc lets pass. */
		while (!e->failed && accept(e, PP_COMMA))
			value = conditional(e);
		if (!e->failed && !accept(e, PP_CLOSE))
			return fail_here(e, "')'");
		return value;
	default: return fail_here(e, "a value");
	}
}

static struct value unary(struct evaluation *e)
{
	enum pp_kind operator= e->token.kind;
	struct value value;

	if (operator!= PP_PLUS && operator!= PP_MINUS && operator!= PP_NOT && operator!=
		PP_COMPLEMENT &&
		operator!= PP_OPEN)
		return primary(e);
	if (++e->depth > PP_CONDITION_DEPTH_MAX)
		return fail(e, "the expression is nested too deeply");
	if (operator== PP_OPEN) {
		value = primary(e);
	} else {
		advance(e);
		value = unary(e);
	}
	e->depth--;
	switch (operator) {
	case PP_MINUS: value.bits = 0 - value.bits; break;
	case PP_COMPLEMENT: value.bits = ~value.bits; break;
	case PP_NOT: value = make(value.bits == 0, false); break;
	default: break;
	}
	return value;
}

/* Higher binds tighter; 0: no binary operator. */
static unsigned precedence(unsigned kind)
{
	switch (kind) {
	case PP_STAR:
	case PP_SLASH:
	case PP_PERCENT: return 10;
	case PP_PLUS:
	case PP_MINUS: return 9;
	case PP_LEFT_SHIFT:
	case PP_RIGHT_SHIFT: return 8;
	case PP_LESS:
	case PP_GREATER:
	case PP_LESS_EQUAL:
	case PP_GREATER_EQUAL: return 7;
	case PP_EQUAL:
	case PP_NOT_EQUAL: return 6;
	case PP_AND: return 5;
	case PP_XOR: return 4;
	case PP_OR: return 3;
	case PP_AND_AND: return 2;
	case PP_OR_OR: return 1;
	default: return 0;
	}
}

static uint64_t shift_right(struct value value, uint64_t count)
{
	uint64_t sign = value.is_unsigned || value.bits <= INT64_MAX ? 0 : UINT64_MAX;

	if (count >= 64)
		return sign;
	return count == 0 ? value.bits : value.bits >> count | sign << (64 - count);
}

/* A negative count shifts the other way. */
static struct value shift(struct value value, struct value count, bool is_left)
{
	uint64_t n = count.bits;

	if (!count.is_unsigned && n > INT64_MAX) {
		n = 0 - n;
		is_left = !is_left;
	}
	if (is_left)
		value.bits = n >= 64 ? 0 : value.bits << n;
	else
		value.bits = shift_right(value, n);
	return value;
}

static struct value divide(
	struct evaluation *e, struct value a, struct value b, bool is_unsigned, bool wants_rest)
{
	bool a_negative = !is_unsigned && a.bits > INT64_MAX;
	bool b_negative = !is_unsigned && b.bits > INT64_MAX;
	uint64_t x = a_negative ? 0 - a.bits : a.bits, y = b_negative ? 0 - b.bits : b.bits;
	uint64_t result;

	if (y == 0)
		return e->unevaluated > 0 ? make(0, is_unsigned) : fail(e, "division by zero");
	result = wants_rest ? x % y : x / y;
	if (wants_rest ? a_negative : a_negative != b_negative)
		result = 0 - result;
	return make(result, is_unsigned);
}

static bool is_less(struct value a, struct value b, bool is_unsigned)
{
	const uint64_t sign = is_unsigned ? 0 : (uint64_t)1 << 63;

	return (a.bits ^ sign) < (b.bits ^ sign);
}

static struct value apply(struct evaluation *e, unsigned operator, struct value a, struct value b)
{
	bool is_unsigned = a.is_unsigned || b.is_unsigned;

	switch (operator) {
	case PP_STAR: return make(a.bits * b.bits, is_unsigned);
	case PP_SLASH: return divide(e, a, b, is_unsigned, false);
	case PP_PERCENT: return divide(e, a, b, is_unsigned, true);
	case PP_PLUS: return make(a.bits + b.bits, is_unsigned);
	case PP_MINUS: return make(a.bits - b.bits, is_unsigned);
	case PP_LEFT_SHIFT: return shift(a, b, true);
	case PP_RIGHT_SHIFT: return shift(a, b, false);
	case PP_LESS: return make(is_less(a, b, is_unsigned), false);
	case PP_GREATER: return make(is_less(b, a, is_unsigned), false);
	case PP_LESS_EQUAL: return make(!is_less(b, a, is_unsigned), false);
	case PP_GREATER_EQUAL: return make(!is_less(a, b, is_unsigned), false);
	case PP_EQUAL: return make(a.bits == b.bits, false);
	case PP_NOT_EQUAL: return make(a.bits != b.bits, false);
	case PP_AND: return make(a.bits & b.bits, is_unsigned);
	case PP_XOR: return make(a.bits ^ b.bits, is_unsigned);
	case PP_OR: return make(a.bits | b.bits, is_unsigned);
	case PP_AND_AND: return make(a.bits != 0 && b.bits != 0, false);
	default: return make(a.bits != 0 || b.bits != 0, false);
	}
}

static struct value binary(struct evaluation *e, unsigned lowest)
{
	struct value left = unary(e);

	while (!e->failed) {
		unsigned operator= e->token.kind, level = precedence(operator);
		bool is_skipped = (operator== PP_AND_AND && left.bits == 0) ||
				  (operator== PP_OR_OR && left.bits != 0);
		struct value right;

		if (level == 0 || level < lowest)
			break;
		advance(e);
		e->unevaluated += is_skipped;
		right = binary(e, level + 1);
		e->unevaluated -= is_skipped;
		left = apply(e, operator, left, right);
	}
	return left;
}

static struct value conditional(struct evaluation *e)
{
	struct value condition = binary(e, 1), yes, no;
	bool holds = condition.bits != 0;

	if (e->failed || e->token.kind != PP_QUESTION)
		return condition;
	if (++e->depth > PP_CONDITION_DEPTH_MAX)
		return fail(e, "the expression is nested too deeply");
	advance(e);
	e->unevaluated += !holds;
	yes = conditional(e);
	while (!e->failed && accept(e, PP_COMMA))
		yes = conditional(e);
	e->unevaluated -= !holds;
	if (!e->failed && !accept(e, PP_COLON))
		return fail_here(e, "':' behind '?'");
	e->unevaluated += holds;
	no = conditional(e);
	e->unevaluated -= holds;
	e->depth--;
	return make(holds ? yes.bits : no.bits, yes.is_unsigned || no.is_unsigned);
}

bool pp_evaluate(struct pp *pp, const char *directive, src_loc at)
{
	struct evaluation e = {0};
	struct src_span span = {at, at + (src_loc)strlen(directive)};
	struct value value;

	e.pp = pp;
	e.directive = directive;
	advance(&e);
	if (e.token.kind == PP_END) {
		diag_report(
			pp->diag, DIAG_bad_condition, span, directive, "there is no expression");
		return false;
	}
	value = conditional(&e);
	if (!e.failed && e.token.kind == PP_COMMA)
		fail(&e, "a comma cannot stand here");
	if (!e.failed && e.token.kind != PP_END)
		fail_here(&e, "an operator");
	return !e.failed && value.bits != 0;
}
