"""How speed is measured here: whole processes, one after another, with the CPU time of their children.

Shared by the scripts of this folder. The machines are shared and change their speed from minute to
minute: what is compared runs in turn within one run, and the ratio is what counts.
"""
import json, os, platform, shutil, statistics, subprocess, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAM = os.path.join(HERE, "..", ".build", "release", "trailsift")
WORK = os.path.join(HERE, ".work")
RESULTS = os.path.join(HERE, "Results")


def processor():
    """The name of the processor, as the system tells it."""
    try:
        with open("/proc/cpuinfo") as file:
            for line in file:
                if line.startswith("model name"):
                    return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def machine():
    """What a table of results says about where it was made."""
    return {"processor": processor(), "cores": os.cpu_count(), "system": platform.platform()}


def measured(command, stdin=None):
    """Runs a command; returns wall seconds, CPU seconds of it and its children, peak KiB, output."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, shell=isinstance(command, str), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    output, errors = process.communicate()
    wall = time.perf_counter() - start
    if process.returncode not in (0, 1):
        sys.exit(f"{command}: status {process.returncode}: {errors.decode()[:300]}")
    return wall, output


def cpu_of(command):
    """Wall and CPU seconds (user + system) and peak MiB of a command, by wait4."""
    start = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        with open(os.devnull, "wb") as null:
            os.dup2(null.fileno(), 1)
            os.dup2(null.fileno(), 2)
        os.execvp("/bin/sh", ["/bin/sh", "-c", command])
    _, status, usage = os.wait4(pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{command}: status {os.waitstatus_to_exitcode(status)}")
    return (time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def spread(values, unit, digits):
    return (f"{statistics.median(values):9.{digits}f} {unit}"
            f"   ({min(values):.{digits}f} to {max(values):.{digits}f})")


def demo(name, *arguments):
    """The folder of a demonstration archive below .work, made when it is not there."""
    work = os.path.join(WORK, name)
    if not os.path.exists(work + "/truth.json"):
        shutil.rmtree(work, ignore_errors=True)
        os.makedirs(WORK, exist_ok=True)
        print(f"making the archive {name} …", file=sys.stderr)
        measured([PROGRAM, "demo", work, *map(str, arguments)])
    return work


def listing(work):
    """A file that lists the gz files of a folder's archive, each with a zero byte behind it."""
    path = work + "/files"
    subprocess.run(f"find '{work}/archive' -name '*.gz' -print0 > '{path}'", shell=True, check=True)
    return path


def truth(work):
    """The look-ups of an archive with their answers: arguments of `search`, and the count."""
    with open(work + "/truth.json") as file:
        looks = json.load(file)["lookups"]
    for look in looks:
        arguments = list(look["query"])
        for name in ("since", "until"):
            if look.get(name):
                arguments += ["--" + name, look[name]]
        yield look["name"], arguments, look["count"]
