"""Figures of the compiler itself: CPU time, instructions and memory of a run, and how they grow."""

import shutil

from figures import Cost, Figure, instructions, run, tools

SMALL, LARGE = 1000, 10000


def interfaces(peers, target):
    """The interface files of gnumach that have a subsystem; the others are only included."""
    files = sorted(f for f in peers.include(target).rglob("*.defs") if not f.is_symlink())
    return [f for f in files if any(line.lstrip().startswith("subsystem") for line in f.read_text().splitlines())]


def whole_command(peers, migc, watch, folder, rounds):
    """(a) The command as a clean build runs it, over all files for all targets; rounds of both take turns."""
    commands = (tools.Migc("migc", peers, migc), tools.Peer("peer", peers))
    totals = [[], []]
    files = 0
    for _ in range(rounds):
        for total, tool in zip(totals, commands):
            seconds = files = 0
            place = folder / "whole"
            shutil.rmtree(place, ignore_errors=True)    # replacing files would cost more than writing them
            place.mkdir()
            for target in tools.TARGETS:
                command, environment = tool.command(target)
                for defs in interfaces(peers, target):
                    include = f"-I{peers.include(target)}"
                    seconds += watch.cost([*command, include, defs], environment, cwd=place).seconds
                    files += 1
            total.append(seconds)
    ours, other = (min(t) for t in totals)
    yield Figure(f"whole command, CPU of {files} runs", f"{ours * 1000:.0f} ms", f"{other * 1000:.0f} ms",
                 ours / other, 0.12, 0.08)


def preprocess(peers, target, defs, folder):
    """The text of one file as the peer's driver hands it to its back end."""
    text = folder / f"{defs.stem}.txt"
    text.write_bytes(run(["gcc", target.machine_flag, "-E", "-x", "c", f"-I{peers.include(target)}", defs]))
    return text


def back_ends(peers, migc, target):
    """The commands of both back ends, which read standard input."""
    return ([str(migc), "--as=gnu-migcom", f"--target={target.name}"],
            [str(peers.usr(target) / "lib" / "mig" / f"{target.peer}-migcom")])


def bare_back_end(peers, migc, folder):
    """(b) Instructions on preprocessed text, the sum over all files of one target."""
    target = tools.TARGETS[0]
    sums = [0, 0]
    for defs in interfaces(peers, target):
        text = preprocess(peers, target, defs, folder)
        for i, command in enumerate(back_ends(peers, migc, target)):
            sums[i] += instructions(command, folder, text)
    yield Figure("back end, instructions on the same text", f"{sums[0] / 1e6:.1f} M", f"{sums[1] / 1e6:.1f} M",
                 sums[0] / sums[1], 1.0, 0.6)


def many_routines(count):
    """An interface with `count` routines of several shapes."""
    text = ["subsystem many 1000;", "type port_t = MACH_MSG_TYPE_COPY_SEND ctype: mach_port_t;",
            "type bytes_t = array[*:64] of char;", "type memory_t = ^array[] of char;"]
    shapes = ("a : int; out b : int", "data : bytes_t; c : int", "right : port_t; out data : bytes_t",
              "data : memory_t; out e : int", "inout a : int; inout b : int; out data : memory_t")
    text += [f"routine routine_{i}(port : port_t; {shapes[i % len(shapes)]});" for i in range(count)]
    return "\n".join(text) + "\n"


def many_types(count):
    """An interface with `count` type declarations, each but the first made of earlier ones."""
    text = ["subsystem many 1000;", "type port_t = MACH_MSG_TYPE_COPY_SEND ctype: mach_port_t;", "type type_0 = int;"]
    shapes = ("array[4] of int", "type_{0}", "struct {{ int a; type_{0} b; }}", "array[*:16] of int", "^array[] of int")
    scalar = 0
    for i in range(1, count):
        shape = shapes[i % len(shapes)]
        text.append(f"type type_{i} = {shape.format(scalar)};")
        if i % len(shapes) == 1:
            scalar = i
    text.append("routine use(port : port_t; a : type_0);")
    return "\n".join(text) + "\n"


def many_arguments(count):
    """An interface with one routine of `count` arguments of several shapes."""
    shapes = ("int", "bytes_t", "port_t", "memory_t", "name_{0} = array[4] of int")
    arguments = [f"{'out ' if i % 2 else ''}a_{i} : {shapes[i % len(shapes)].format(i)}" for i in range(count - 1)]
    return "\n".join(("subsystem many 1000;", "type port_t = MACH_MSG_TYPE_COPY_SEND ctype: mach_port_t;",
                      "type bytes_t = array[*:64] of char;", "type memory_t = ^array[] of char;",
                      f"routine many(port : port_t; {'; '.join(arguments)});")) + "\n"


def best(watch, command, text, folder, rounds):
    """The cheapest of several runs, in time and in memory."""
    costs = [watch.cost(command, stdin=text, cwd=folder) for _ in range(rounds)]
    return Cost(min(c.seconds for c in costs), min(c.kib for c in costs))


def grown(watch, command, what, make, folder, rounds):
    """Costs of interfaces with SMALL and with LARGE of something, and the text of the large one."""
    costs = {}
    for count in (SMALL, LARGE):
        text = folder / f"many-{what[:4]}-{count}.txt"
        text.write_text(make(count))
        # The smaller run is short: as many more rounds as it is cheaper.
        costs[count] = best(watch, command, text, folder, rounds * (LARGE // count))
    return costs, text


def growth_figure(words, costs, limit):
    each = {count: cost.seconds / count * 1e6 for count, cost in costs.items()}
    return Figure(f"CPU for each {words}, {LARGE} against {SMALL}", f"{each[LARGE]:.1f} us",
                  f"{each[SMALL]:.1f} us", each[LARGE] / each[SMALL], limit)


def growth(peers, migc, watch, folder, rounds):
    """(c), (d), (e) Cost of each routine, type and argument when there are ten times as many, and peak memory."""
    ours, theirs = back_ends(peers, migc, tools.TARGETS[0])
    ours.append("-q")
    theirs.append("-q")
    in_rust = [str(migc), "--emit=rust", f"--target={tools.TARGETS[0].name}", "-o", str(folder), "-"]
    for what, make, limit in (("routine", many_routines, 1.2), ("type declaration", many_types, 1.5),
                              ("argument", many_arguments, 1.5)):
        costs, text = grown(watch, ours, what, make, folder, rounds)
        yield growth_figure(what, costs, limit)
        if what != "type declaration":    # a chain of thousands of other names of a type is walked for its sign
            costs_in_rust, _ = grown(watch, in_rust, what, make, folder, rounds)
            yield growth_figure(f"{what} in Rust", costs_in_rust, 1.5)
        if what == "argument":
            continue    # the peer's parser stops at some 5000
        peer = best(watch, theirs, text, folder, 1)
        yield Figure(f"CPU at {LARGE} {what}s", f"{costs[LARGE].seconds:.2f} s", f"{peer.seconds:.2f} s",
                     costs[LARGE].seconds / peer.seconds)
        yield Figure(f"peak memory at {LARGE} {what}s", f"{costs[LARGE].kib / 1024:.1f} MiB",
                     f"{peer.kib / 1024:.1f} MiB", costs[LARGE].kib / peer.kib,
                     1.0 if what == "routine" else float("inf"))
