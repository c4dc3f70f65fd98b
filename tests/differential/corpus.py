#!/usr/bin/env python3
"""Compares migc with GNU MIG on every interface file of Debian's gnumach-dev, for both x86 targets.

For each file: accepted or rejected alike; the same list of message ids; the same prototypes in the user header and
the server header and the same definitions in the user file; our files compile without warnings, with the
package's headers; and the message structures have the same members at the same places.
"""

import re
from dataclasses import dataclass

import ctext
import dwarf
import tools

# Kernel variants: only accepted or rejected, lists and ids; what they generate needs a kernel's headers.
VARIANTS = (("", ()), ("kernel server", ("-DKERNEL", "-DKERNEL_SERVER")), ("kernel user", ("-DKERNEL", "-DKERNEL_USER")))


@dataclass(frozen=True)
class Pair:
    """One file, compiled by both for one target, in one variant."""
    defs: object
    target: tools.Target
    variant: str
    folders: dict       # tool's role -> folder with its outputs
    headers: tuple = () # folders with headers that the file imports

    @property
    def where(self):
        return " ".join(filter(None, (self.defs.name, self.target.name, self.variant)))

    def text(self, role, output):
        path = self.folders[role] / tools.OUTPUTS[output]
        return path.read_text() if path.exists() else ""


# ---- Differences that are allowed, each with its reason ------------------------------------------------------

def char_array_parameter(peer, ours, stub):
    """Since 2023-12-29 (after the packaged version), user prototypes say `char *a` for an out array of char or variable
    string, and `const_T a` for an in array of char."""
    expected = re.fullmatch(r"(const )?(\w+) (\w+)", peer)
    if not expected or not re.search(rf"\bchar {expected[3]}\[\d+\]", stub):
        return False
    return ours == (f"const_{expected[2]} {expected[3]}" if expected[1] else f"char *{expected[3]}")


def is_padding(member):
    """Padding is unnamed to the contract: its place follows from the members around it."""
    return member.name.endswith("Pad")


def port_array_slots(peer, ours, word):
    """The packaged version declares a fixed array of ports as one slot (bug B3): ours may be a multiple of it."""
    return peer.name == ours.name and peer.offset == ours.offset and peer.size == word and ours.size % word == 0


# ---- The comparisons -----------------------------------------------------------------------------------------

def compare_functions(pair, output, definitions, report):
    """Prototypes or definitions of one output, in order."""
    peer_text, our_text = pair.text("peer", output), pair.text("migc", output)
    stubs = pair.text("peer", "user")
    where = f"{pair.where} {output}"
    peer = ctext.functions(peer_text, definitions)
    ours = ctext.functions(our_text, definitions)
    if [f.name for f in peer] != [f.name for f in ours]:
        report.fail(where, "functions", [f.name for f in peer], [f.name for f in ours])
        return
    for theirs, mine in zip(peer, ours):
        if len(theirs.parameters) != len(mine.parameters):
            report.fail(where, f"parameters of {theirs.name}", theirs.parameters, mine.parameters)
            continue
        stub = ctext.body(stubs, theirs.name)
        for expected, got in zip(theirs.parameters, mine.parameters):
            if expected != got and not (output in ("header", "user") and char_array_parameter(expected, got, stub)):
                report.fail(where, f"parameter of {theirs.name}", expected, got)


def compare_headers(pair, ours_is_peer, report):
    """User header and server header: includes, prototypes, identification macros."""
    for output in ("header", "sheader"):
        compare_functions(pair, output, False, report)
        expected, got = (ctext.includes(pair.text(role, output)) for role in ("peer", "migc"))
        if expected != got:
            report.fail(f"{pair.where} {output}", "includes", expected, got)
    compare_functions(pair, "user", True, report)
    if not ours_is_peer:
        compare_macros(pair, report)


def compare_macros(pair, report):
    """MIG_RPC_* macros, which the packaged peer does not have yet: ids as in the list of ids."""
    expected = {}
    for line, function in zip(pair.text("peer", "list").splitlines(),
                              ctext.functions(pair.text("peer", "header"), False)):
        name, request = function.name.upper(), line.split()[4]
        expected[f"MIG_RPC_HAVE_{name}"] = ""
        expected[f"MIG_RPC_REQUEST_ID_{name}"] = request
        expected[f"MIG_RPC_REPLY_ID_{name}"] = str(int(request) + 100)
    got = ctext.rpc_macros(pair.text("migc", "header"))
    for name in sorted(expected.keys() | got.keys()):
        if expected.get(name) != got.get(name):
            report.fail(f"{pair.where} header", f"macro {name}", expected.get(name), got.get(name))


def compile_outputs(pair, role, peers, flags):
    """Compile header, user and server file of one tool: {output: complaints}."""
    folder = pair.folders[role]
    complaints = {}
    for output, extra in (("header", ("-xc",)), ("sheader", ("-xc",)), ("user", dwarf.FLAGS), ("server", dwarf.FLAGS)):
        complaints[output] = tools.compile_c(pair.target, peers, folder / tools.OUTPUTS[output],
                                             folder / f"{output}.o", (*flags, *extra), pair.headers)
    return complaints


def compare_structure(where, expected, got, word, report):
    """Members and size of one message structure."""
    theirs = [m for m in expected.members if not is_padding(m)]
    ours = [m for m in got.members if not is_padding(m)]
    if [m.name for m in theirs] != [m.name for m in ours]:
        report.fail(where, "members", [m.name for m in theirs], [m.name for m in ours])
        return
    for peer, mine in zip(theirs, ours):
        if peer != mine and not port_array_slots(peer, mine, word):
            report.fail(where, f"member {peer.name} (offset, size)", (peer.offset, peer.size), (mine.offset, mine.size))
    if expected.size != got.size:
        report.fail(where, "size", expected.size, got.size)


def compare_layouts(pair, output, report):
    """The structures of all functions of one object file; returns how many were compared."""
    peer, ours = (dwarf.Debug(pair.folders[role] / f"{output}.o").messages() for role in ("peer", "migc"))
    count = 0
    for function, structures in peer.items():
        for name, layout in structures.items():
            where = f"{pair.where} {output} {function} {name}"
            if name not in ours.get(function, {}):
                report.fail(where, "structure", "present", "not found in the debug information")
                continue
            compare_structure(where, layout, ours[function][name], pair.target.word, report)
            count += 1
    if not count and ctext.functions(pair.text("peer", "user"), True):
        report.fail(f"{pair.where} {output}", "structures compared", "at least one", 0)
    return count


def compare_pair(pair, peers, ours, options, report):
    """All comparisons of one file; returns (accepted, routines, structures compared, peer files not compiling)."""
    runs = {role: tool.run(pair.target, pair.defs, pair.folders[role], options)
            for role, tool in (("peer", tools.Peer("peer", peers)), ("migc", ours))}
    if runs["peer"].accepted != runs["migc"].accepted:
        report.fail(pair.where, "accepted", runs["peer"].accepted,
                    f"{runs['migc'].accepted} (status {runs['migc'].status}: {runs['migc'].errors[:400]})")
    if not all(run.accepted for run in runs.values()):
        return False, 0, 0, []
    expected, got = pair.text("peer", "list"), pair.text("migc", "list")
    if expected != got:
        for theirs, mine in zip(expected.splitlines() + [""], got.splitlines() + [""]):
            if theirs != mine:
                report.fail(pair.where, "line of the list of ids", theirs, mine)
    routines = len(expected.splitlines())
    if pair.variant:
        return True, routines, 0, []

    compare_headers(pair, ours.is_peer, report)
    peer_complaints = compile_outputs(pair, "peer", peers, tools.LENIENT)
    our_complaints = compile_outputs(pair, "migc", peers, tools.LENIENT if ours.is_peer else tools.STRICT)
    structures = 0
    for output, complaint in our_complaints.items():
        if complaint and not (ours.is_peer and peer_complaints[output]):
            report.fail(f"{pair.where} {output}", "does not compile", "no complaint", complaint)
        if "header" not in output and not complaint and not peer_complaints[output]:
            structures += compare_layouts(pair, output, report)
    return True, routines, structures, [output for output, complaint in peer_complaints.items() if complaint]


def run(peers, ours, targets, folder, report):
    """Compare everything, and print what was compared."""
    jobs = []
    for target in targets:
        files = sorted(peers.include(target).rglob("*.defs"))
        if not files:
            report.fail(target.name, "interface files in the package", "some", "none")
        for defs in files:
            if not defs.is_symlink():
                for variant, options in VARIANTS:
                    place = folder / target.name / f"{defs.stem}{variant.replace(' ', '-')}"
                    folders = {"peer": place / "peer", "migc": place / "migc"}
                    jobs.append((Pair(defs, target, variant, folders), options))
    results = tools.in_parallel(lambda job: compare_pair(job[0], peers, ours, job[1], report), jobs, ARGUMENTS.jobs)

    accepted = [r for r in results if r[0]]
    report.say(f"{len(jobs)} runs, {len(accepted)} accepted by both, {sum(r[1] for r in accepted)} routines, "
               f"{sum(r[2] for r in accepted)} message structures compared")
    for (pair, _), result in zip(jobs, results):
        if result[3]:
            report.say(f"note: {pair.where}: the peer's {', '.join(result[3])} does not compile, ours was compiled alone")


if __name__ == "__main__":
    ARGUMENTS = tools.parse_arguments(__doc__)
    tools.main(run, ARGUMENTS)
