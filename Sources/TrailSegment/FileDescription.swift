package import TrailFiles

/// Describes a file of an index for people, part by part.
package enum FileDescription {
  /// What a file holds, a line a fact.
  ///
  /// - Parameters:
  ///   - file: A manifest, exclusions or a segment, told apart by their first bytes.
  ///   - keyName: The name of a key; a segment knows only numbers.
  /// - Throws: `IndexError` with what is wrong and where.
  package static func lines(
    of file: MappedFile, keyName: (UInt8) -> String
  ) throws(IndexError) -> [String] {
    switch String(decoding: file.bytes.prefix(8), as: UTF8.self) {
    case "TRAILMAN": return lines(try Manifest(Array(file.bytes), path: file.path))
    case "TRAILEXC": return try exclusionLines(file)
    case "TRAILSEG": return try lines(try SegmentReader(file), keyName)
    default:
      // Not `corrupt`: its advice to delete the index would be for a file that is none of it.
      throw IndexError(
        .notAnIndex, path: file.path,
        detail: "no manifest, exclusions or segment of an index: the first bytes are others")
    }
  }

  private static func lines(_ manifest: Manifest) -> [String] {
    var lines = [
      "manifest, format \(Manifest.version)", "generation   \(manifest.generation)",
      "program      \(manifest.program)",
    ]
    for (number, root) in manifest.roots.enumerated() {
      lines.append("root \(number)       \(Paths.display(root))")
    }
    for segment in manifest.segments {
      lines.append(
        "segment      \(segment.id)  \(segment.byteCount) bytes, \(segment.documentCount) documents"
          + (segment.exclusions == 0 ? "" : ", exclusions of generation \(segment.exclusions)"))
    }
    return lines
  }

  private static func exclusionLines(
    _ file: MappedFile
  ) throws(IndexError) -> [String] {
    let exclusions = try Exclusions(file)
    var lines = [
      "exclusions, format \(CheckedFile.version(of: file.bytes))",
      "dropped sources  \(exclusions.droppedSources.count)"
        + exclusions.droppedSources.map { " \($0)" }.joined(),
      "copies           \(exclusions.copies.count)",
    ]
    func add(_ links: [Exclusions.Copy], _ word: String) {
      for link in links {
        lines.append(
          "  \(link.document) \(word) \(link.canonical.document) of \(link.canonical.segment)")
      }
    }
    add(exclusions.copies, "is a copy of")
    lines.append("id conflicts     \(exclusions.conflicts.count)")
    add(exclusions.conflicts, "has the id of")
    return lines
  }

  private static func lines(
    _ reader: SegmentReader, _ keyName: (UInt8) -> String
  ) throws(IndexError) -> [String] {
    let twins = try reader.twins()
    var lines = [
      "segment, format \(reader.version), \(reader.byteCount) bytes",
      "documents      \(reader.documentCount)",
      "sources        \(reader.sourceCount)",
      "times          "
        + (reader.timeRange.map { "\($0.lowerBound) … \($0.upperBound) ms since 1970" } ?? "none"),
      "irregular ids  \(reader.irregularIDs)",
      "missing ids    \(reader.missingIDs)",
      "twins          \(twins.count), \(twins.count { !$0.isCopy }) of other events",
      "terms          \(reader.termCount)",
    ]
    for key in reader.schema.keys {
      let count = try reader.dictionary(key.id)?.count ?? 0
      if count > 0 { lines.append("  \(keyName(key.id))  \(count), order \(key.order)") }
    }
    for space in reader.schema.tupleSpaces {
      let members = space.columns.map { member in
        member.isSearched ? keyName(member.key) : "(\(keyName(member.key)))"
      }
      lines.append("tuple space    \(space.name): \(members.joined(separator: " "))")
    }
    for column in reader.schema.termColumns {
      lines.append("term column    \(keyName(column.key))")
    }
    for part in reader.bytesByPart where part.bytes > 0 {
      lines.append("bytes          \(part.part)  \(part.bytes)")
    }
    return lines
  }
}
