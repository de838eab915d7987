"""Divides what a run of the program costs among its steps.

A step begins with one of the functions in STEPS and holds all that it calls, up to the beginning of
another step. Shared by the scripts of this folder.
"""
import collections, os, re, subprocess, sys

from measure import PROGRAM

# The first row that matches a function's name begins its step.
STEPS = [
    ("deflating dictionaries", r"TrailFiles\.DeflatedBlock|libdeflate_(deflate|zlib|gzip)_compress"),
    ("inflating", r"TrailFiles\.GzipInflater|libdeflate_|crc32_gzip"),
    ("SHA-256 of sources", r"TrailFiles\.Checksum\.sha256|CCryptoBoringSSL_sha256"),
    ("structure of JSON", r"TrailFormats\.StructureScanner\.scan|trail_structure_scan|stage1"),
    ("fields of records", r"TrailFormats\.RecordExtractor"),
    ("records of files", r"TrailFormats\.LogReader"),
    ("details of sign-ins", r"TrailIndexing\.SignInDetails"),
    ("interning", r"TrailSegment\.TermInterner|TrailSegment\.TupleInterner|"
                  r"TrailIndexing\.IdentityTerms\.number"),
    ("numbers kept for documents", r"TrailSegment\.SegmentBuilder\."
                                   r"(addTerm|setTuple|endDocument|setColumn|requestHash)"),
    ("fields to terms", r"TrailIndexing\.EventTerms"),
    ("sort of terms", r"TrailSegment\.SegmentWriter\.sort|TrailSegment\.TermSorting"),
    ("segment: terms and postings", r"TrailSegment\.SegmentWriter\.writeTerms"),
    ("segment: columns", r"TrailSegment\.SegmentWriter\.writeColumns"),
    ("segment: the rest", r"TrailSegment\.SegmentWriter"),
    ("copies of events", r"TrailCopies\."),
    ("commit", r"TrailIndexing\.CommitQueue|TrailSegment\.IndexDirectory"),
    ("reading files", r"TrailFiles\.OpenFile"),
    ("listing and planning", r"TrailFiles\.ArchiveWalk|TrailIndexing\.(IndexPlan|SourceL)"),
    ("work on each file", r"TrailIndexing\.SourceIngest"),
    ("merging", r"TrailIndexing\.SegmentMerging|TrailSegment\.SegmentMerger"),
]
REST = "start and the rest"
KERNEL = "kernel: system calls"
FAULTS = "kernel: memory"
COMPILED = [(name, re.compile(pattern)) for name, pattern in STEPS]
# Samples of stacks do not lead out of optimised C: what these libraries do counts as one step each.
LIBRARIES = {"libdeflate": "inflating", "libisal": "inflating", "libsimdjson": "structure of JSON"}


def plain_name(function):
    """The function that a demangled name is about: without specialization, closure and parameters."""
    name = re.sub(r"\((\S+) in _[0-9A-F]{32}\)", r"\1", function)
    while True:
        prefix = re.match(r"(generic specialization|function signature specialization) <", name)
        if not prefix:
            break
        depth, place = 1, prefix.end()
        while depth and place < len(name):
            depth += (name[place] == "<") - (name[place] == ">" and name[place - 1] != "-")
            place += 1
        name = name[place:].removeprefix(" of ")
    # A closure is named after what it is in.
    if "closure #" in name or name.startswith("partial apply"):
        name = name.rsplit(" in ", 1)[-1]
    return name.split("(")[0]


def step_of(function):
    """The step that a function begins; `None` when it belongs to the one that calls it."""
    name = plain_name(function)
    for step, pattern in COMPILED:
        if pattern.search(name):
            return step
    return None


def demangled(names):
    names = list(names)
    # Names behind a line break would be taken for others.
    text = "\n".join(name.replace("\n", " ") for name in names)
    output = subprocess.run(["swift", "demangle", "-compact"], input=text, capture_output=True,
                            text=True, check=True).stdout.split("\n")
    return dict(zip(names, output))


class CallGraph:
    """Costs of functions and of the calls between them, as callgrind wrote them."""

    def __init__(self, path):
        self.own = collections.Counter()
        self.calls = collections.Counter()
        function = callee = ""
        object_ = callee_object = ""
        names = {}

        # Names are given once and repeated by number.
        def name(kind, text):
            match = re.match(r"\((\d+)\)(?: (.*))?$", text)
            if not match:
                return text
            if match[2] is not None:
                names[kind, match[1]] = match[2]
            return names[kind, match[1]]

        is_call = False
        with open(path, errors="replace") as file:
            for line in file:
                line = line.rstrip("\n")
                key, mark, value = line.partition("=")
                if mark and key in ("ob", "fn", "cob", "cfn", "calls", "fl", "fi", "fe", "cfi", "cfl"):
                    if key == "ob":
                        object_ = name("ob", value)
                    elif key == "fn":
                        function = name("fn", value), object_
                        callee_object = object_
                    elif key == "cob":
                        callee_object = name("ob", value)
                    elif key == "cfn":
                        callee = name("fn", value), callee_object
                    elif key == "calls":
                        is_call = True
                    elif key in ("fl", "fi", "fe", "cfi", "cfl"):
                        name("fl", value)
                elif line and (line[0].isdigit() or line[0] in "+-*"):
                    cost = int(line.split()[-1])
                    if is_call:
                        self.calls[function, callee] += cost
                        is_call = False
                        callee_object = object_
                    else:
                        self.own[function] += cost
        functions = set(self.own) | {callee for _, callee in self.calls}
        self.names = demangled(sorted({name for name, _ in functions}))

    def by_step(self):
        """Instructions of each step."""
        begins = {}
        for function in set(self.own) | {callee for _, callee in self.calls}:
            begins[function] = step_of(self.names[function[0]])
        callers = collections.defaultdict(list)
        for (caller, callee), cost in self.calls.items():
            if caller != callee:
                callers[callee].append((caller, cost))
        # A function that begins no step belongs to those of its callers, by what they spend on it.
        # Recursion makes a cycle of some; a few rounds are near enough.
        shares = {function: {begins[function] or REST: 1.0} for function in begins}
        for _ in range(60):
            changed = 0.0
            for function, list_ in callers.items():
                if begins[function]:
                    continue
                total = sum(cost for _, cost in list_)
                if not total:
                    continue
                new = collections.Counter()
                for caller, cost in list_:
                    for step, part in shares.get(caller, {REST: 1.0}).items():
                        new[step] += part * cost / total
                old = shares[function]
                changed += sum(abs(new[step] - old.get(step, 0)) for step in set(new) | set(old))
                shares[function] = dict(new)
            if changed < 0.01:
                break
        result = collections.Counter()
        for function, cost in self.own.items():
            for step, part in shares[function].items():
                result[step] += part * cost
        return {step: round(cost) for step, cost in result.items()}


def without_debugging_information(folder, program=PROGRAM):
    """A copy of the program that valgrind and perf read faster; its names are all there."""
    path = os.path.join(folder, "trailsift")
    subprocess.run(["objcopy", "--strip-debug", program, path], check=True)
    return path


def environment():
    """Fixes what would otherwise change from run to run or from processor to processor."""
    return dict(os.environ, SWIFT_DETERMINISTIC_HASHING="1", TZ="UTC", LC_ALL="C",
                SIMDJSON_FORCE_IMPLEMENTATION="haswell")


def instructions(program, folder, command, place=None):
    """The graph of calls of a command (arguments of the program), run in the directory `place`."""
    output = os.path.join(folder, "callgrind")
    done = subprocess.run(
        ["valgrind", "--tool=callgrind", f"--callgrind-out-file={output}", program, *command],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment(), cwd=place)
    if done.returncode not in (0, 1):
        sys.exit(f"valgrind: status {done.returncode}: {done.stderr[-500:]}")
    graph = CallGraph(output)
    os.remove(output)
    return graph
