extension SegmentMerger {
  /// The rows of details of the result.
  struct Details {
    var documents: [DocID] = []
    var ids: [DetailID] = []
    /// The values of each column.
    var columns: [[UInt64]]
  }

  /// Takes the details of all inputs, their values as numbers of terms, and marks these as used.
  func details(_ terms: inout [KeyTerms]) throws(IndexError) -> Details {
    let columns = schema.detailColumns
    var found = Details(columns: [[UInt64]](repeating: [], count: columns.count))
    if columns.isEmpty { return found }
    for piece in pieces {
      guard let details = try inputs[piece.input].details() else { continue }
      for row in details.rows(of: piece.source.documents) {
        guard let document = document(details.documents[row], of: piece.input) else { continue }
        found.documents.append(document)
        found.ids.append(try details.id(row))
        for (number, column) in columns.enumerated() {
          let key = Int(column.key)
          let term = try terms[key].number(
            UInt64(try details.column(number)[row]), of: piece.input)
          if term != TupleInterner.absent { terms[key].isUsed[Int(term)] = true }
          found.columns[number].append(UInt64(term))
        }
      }
    }
    return found
  }

  /// Details with the values that the result stores for the numbers of terms.
  func stored(_ details: Details, _ terms: [KeyTerms]) -> Details {
    var stored = details
    for (number, column) in schema.detailColumns.enumerated() {
      let known = terms[Int(column.key)]
      stored.columns[number] = details.columns[number].map {
        known.value(UInt32(truncatingIfNeeded: $0))
      }
    }
    return stored
  }

  /// Writes the section of details, when the schema has one.
  func write(_ details: Details, to frame: inout SegmentFrame) {
    if details.columns.isEmpty { return }
    frame.section(.details) {
      SegmentDetailsWriter.write(
        documents: details.documents, ids: details.ids, arity: details.columns.count, to: &$0
      ) { row, column in
        details.columns[column][row]
      }
    }
  }
}
