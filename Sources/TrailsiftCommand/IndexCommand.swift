internal import ArgumentParser
internal import Glibc
internal import Synchronization
internal import Trailsift

/// `trailsift index`.
struct IndexCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "index", _superCommandName: "trailsift",
    abstract: "Read archives and add what is new to the index.",
    discussion: """
      trailsift index ~/archive
      trailsift index -I /data/index AWSLogs/ downloads/extra.json.gz

      Safe to stop and to repeat: files that did not change are not read again. Exit status: 0 \
      done, 2 it could not be done, 3 done and some files are damaged or unreadable.
      """)

  enum Change: String, WordOption {
    case times = "size+mtime"
    case hash
  }

  enum Format: String, WordOption { case table, json }

  enum ProgressMode: String, WordOption {
    case auto, always, never, json
  }

  @OptionGroup var location: IndexOption
  @Argument(help: "Directories and files to index.") var paths: [String] = []
  @Option(help: "A file that lists more directories and files, one a line; - is standard input.")
  var filesFrom: String?
  @Option(help: "Build an index of its own in this directory, for `trailsift commit`.")
  var segmentOnly: String?
  @Option(help: "Workers (default: one a core).") var jobs: Int?
  @Option(help: "Memory for segments under construction, for example 256M or 1G.")
  var memory = "256M"
  @Option(help: "The longest record that is read; longer ones are rejected and counted.")
  var recordLimit = "16M"
  @Option(
    help: "size+mtime or hash: how a file is known to be unchanged; hash reads all files again.")
  var changed = Change.times
  @Option(help: "auto, always, never or json: the progress on standard error.")
  var progress = ProgressMode.auto
  @Option(name: [.customShort("o"), .long], help: "table or json: the closing summary.")
  var output = Format.table

  func validate() throws {
    if paths.isEmpty, filesFrom == nil {
      throw ValidationError("say what to index: paths, or --files-from LIST")
    }
    if segmentOnly != nil, !location.index.isEmpty {
      throw ValidationError("--segment-only and --index are two places for one index")
    }
    if let jobs, !(1...256).contains(jobs) {
      throw ValidationError("--jobs must be 1 to 256")
    }
    guard let size = NumberText.size(memory), size >= 32 << 20 else {
      throw ValidationError("--memory must be a size of at least 32M, for example 256M or 1G")
    }
    guard let limit = NumberText.size(recordLimit), (1 << 10...1 << 30).contains(limit) else {
      throw ValidationError("--record-limit must be a size of 1K to 1G, for example 16M")
    }
  }

  func run() throws {
    let clock = Clock()
    let cores = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    let line = ProgressLine(mode: progress)
    let index = try segmentOnly ?? IndexLocation.findOrMake(options: location.index)
    let paths = try paths + listed()
    if let path = IndexLocation.holder(of: index, among: paths) {
      Diagnostics.error(
        "note: the index \(index) lies inside \(path); give -I DIR to keep the archive untouched")
    }
    Interruption.watch()
    let report = try ArchiveIndexing.run(
      paths: paths, index: index,
      jobs: jobs ?? cores, memory: NumberText.size(memory) ?? 256 << 20,
      recordLimit: NumberText.size(recordLimit), comparesContent: changed == .hash,
      isCancelled: { Interruption.isRequested }
    ) { line.show($0) }
    line.clear()
    switch output {
    case .table: printSummary(report, seconds: clock.seconds)
    case .json: printJSON(report, seconds: clock.seconds)
    }
    for source in report.damagedSources {
      let offset = source.offset.map { " at byte \($0)" } ?? ""
      Diagnostics.error("damaged: \(source.path): \(source.reason)\(offset)")
    }
    if report.damaged > report.damagedSources.count {
      Diagnostics.error(
        "\(NumberText.counted(report.damaged, "damaged file")) in all: trailsift sources --damaged")
    }
    if report.isCancelled {
      Diagnostics.error("stopped; what was read is in the index, the next run goes on from there")
      throw ExitStatus.interrupted
    }
    if report.damaged > 0 { throw ExitStatus.incomplete }
  }

  /// The lines of the list, empty ones left out.
  private func listed() throws -> [String] {
    guard let filesFrom else { return [] }
    return try TextFile.lines(filesFrom).filter { !$0.isEmpty }
  }

  private func printSummary(_ report: ArchiveIndexing.Report, seconds: Double) {
    let out = Output.standard
    let time = NumberText.seconds(seconds)
    if report.new == 0, report.changed == 0, report.deferred == 0 {
      out.write(
        "Up to date: \(NumberText.counted(report.seen, "file")) checked, 0 new, 0 changed, "
          + "\(report.gone) gone (\(time))\n")
      return
    }
    let wanted = NumberText.counted(report.new + report.changed, "file")
    let done = NumberText.grouped(report.new + report.changed - report.unread)
    out.write("Read \(report.unread > 0 ? "\(done) of \(wanted)" : wanted) in \(time)\n")
    func row(_ name: String, _ number: Int, _ note: String = "") {
      let digits = NumberText.grouped(number)
      let pad = String(repeating: " ", count: max(1, 14 - digits.count))
      out.write(
        "  " + TerminalText.padded(name, to: 11) + pad + digits
          + (note.isEmpty ? "" : "   " + note) + "\n")
    }
    row("events", report.events)
    row("duplicates", report.duplicates, "the same event in several files, counted once")
    if report.rejected > 0 {
      row("rejected", report.rejected, "records that gave no event: trailsift sources --rejected")
    }
    if report.unchanged > 0 { row("unchanged", report.unchanged, "files not read again") }
    if report.empty > 0 { row("empty", report.empty, "files without records") }
    if report.digests > 0 { row("digests", report.digests, "of CloudTrail, kept for verifying") }
    if report.directories > 0 {
      row("directories", report.directories, "files that name people or accounts")
    }
    if report.skipped > 0 {
      row("skipped", report.skipped, "files that are no logs: trailsift sources --skipped")
    }
    if report.damaged > 0 {
      row("damaged", report.damaged, "files; what could be read of them is indexed")
    }
    if report.moved > 0 { row("moved", report.moved, "files under a new path, not read again") }
    if report.deferred > 0 {
      row("deferred", report.deferred, "files that are being written; the next run reads them")
    }
    if report.gone > 0 { row("gone", report.gone, "files no longer there; their events stay") }
    if report.unconfirmed > 0 {
      row(
        "unconfirmed", report.unconfirmed,
        "possible copies counted as events: their file is gone or changed")
    }
    let share =
      report.archiveBytes > 0
      ? "   \(NumberText.oneDecimal(Double(report.indexBytes) * 100 / Double(report.archiveBytes))) % of the archive"
      : ""
    out.write("  index size    \(NumberText.bytes(report.indexBytes))\(share)\n")
    if report.events == 0, report.duplicates == 0, report.unchanged == 0 {
      out.write("No records of CloudTrail or Cognito were found in these files.\n")
    }
  }

  private func printJSON(_ report: ArchiveIndexing.Report, seconds: Double) {
    var files = JSONLine()
    files.add("seen", report.seen)
    files.add("new", report.new)
    files.add("changed", report.changed)
    files.add("unchanged", report.unchanged)
    files.add("moved", report.moved)
    files.add("deferred", report.deferred)
    files.add("gone", report.gone)
    files.add("damaged", report.damaged)
    files.add("skipped", report.skipped)
    files.add("empty", report.empty)
    files.add("digests", report.digests)
    files.add("directories", report.directories)
    var line = JSONLine()
    line.add("files", files)
    line.add("records", report.records)
    line.add("events", report.events)
    line.add("duplicates", report.duplicates)
    line.add("rejected", report.rejected)
    line.add("archive_bytes", Int(report.archiveBytes))
    line.add("json_bytes", Int(report.jsonBytes))
    line.add("index_bytes", Int(report.indexBytes))
    line.add("seconds", seconds: seconds)
    Output.standard.write(line.finished + "\n")
  }
}

/// The live line of `index` on standard error.
final class ProgressLine: Sendable {
  private struct State {
    var lastShown = -1.0
    var isShowing = false
  }

  private let mode: IndexCommand.ProgressMode
  private let clock = Clock()
  private let state = Mutex(State())
  private let isTerminal = Diagnostics.isTerminal

  init(mode: IndexCommand.ProgressMode) { self.mode = mode }

  /// Shows how far the run is, at most ten times a second.
  func show(_ progress: ArchiveIndexing.Progress) {
    let isShown = mode == .always || mode == .json || (mode == .auto && isTerminal)
    guard isShown else { return }
    let seconds = clock.seconds
    let isLast = progress.filesDone == progress.files
    let isDue = state.withLock { state in
      guard isLast || seconds - state.lastShown >= (mode == .json ? 1 : 0.1) else { return false }
      state.lastShown = seconds
      state.isShowing = true
      return true
    }
    guard isDue else { return }
    Diagnostics.put(mode == .json ? json(progress, seconds) : text(progress, seconds))
  }

  private func text(_ progress: ArchiveIndexing.Progress, _ seconds: Double) -> String {
    let rate = Double(progress.bytesDone) / max(seconds, 0.001)
    let left = Double(progress.bytes - progress.bytesDone) / max(rate, 1)
    let line =
      "  \(NumberText.grouped(progress.filesDone)) / \(NumberText.grouped(progress.files)) files"
      + "   \(NumberText.bytes(progress.bytesDone)) / \(NumberText.bytes(progress.bytes))"
      + "   \(NumberText.bytes(Int64(rate)))/s"
      + "   \(NumberText.grouped(Int(Double(progress.records) / max(seconds, 0.001)))) events/s"
      + "   eta \(NumberText.seconds(left))"
    return "\r\u{1B}[K" + line
  }

  private func json(_ progress: ArchiveIndexing.Progress, _ seconds: Double) -> String {
    var line = JSONLine()
    line.add("files_done", progress.filesDone)
    line.add("files", progress.files)
    line.add("bytes_done", Int(progress.bytesDone))
    line.add("bytes", Int(progress.bytes))
    line.add("records", progress.records)
    line.add("seconds", seconds: seconds)
    return line.finished + "\n"
  }

  /// Removes the line.
  func clear() {
    if mode != .json, state.withLock({ $0.isShowing }) { Diagnostics.put("\r\u{1B}[K") }
  }
}
