"""Builds a store of an archive's events for another tool: what a careful user would write.

usage: load.py sqlite|tantivy|duckdb|parquet ARCHIVE STORE

Copies of an event are left out. SQLite and tantivy get the rows of rows.py; DuckDB reads the files
itself. All hold the same columns, and none the original records.
"""
import os, sys

from rows import COLUMNS, distinct

# What a table is searched by; a time range needs the time.
INDEXED = ["time", "event", "user", "ip", "key", "issued", "recipient", "error"]


def sqlite(archive, store):
    import sqlite3
    connection = sqlite3.connect(store)
    connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-262144")
    connection.execute("CREATE TABLE events (time INTEGER, " + ", ".join(
        f'"{name}" TEXT' for name in COLUMNS[1:]) + ")")
    connection.executemany(
        f"INSERT INTO events VALUES ({', '.join('?' * len(COLUMNS))})", distinct(archive))
    for name in INDEXED:
        connection.execute(f'CREATE INDEX by_{name} ON events ("{name}")')
    connection.execute("ANALYZE")
    connection.commit()
    connection.close()
    # The writes above wait for no disk; this one does, once.
    with open(store, "rb+") as file:
        os.fsync(file.fileno())


def tantivy(archive, store):
    import tantivy as library
    os.makedirs(store)
    builder = library.SchemaBuilder()
    builder.add_integer_field("time", indexed=True, fast=True, stored=True)
    for name in COLUMNS[1:]:
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic",
                               fast=name == "user")
    builder.add_ip_addr_field("address", indexed=True, fast=True)
    index = library.Index(builder.build(), path=store)
    writer = index.writer(heap_size=256 << 20, num_threads=os.cpu_count())
    for row in distinct(archive):
        document = library.Document()
        document.add_integer("time", row[0])
        for name, value in zip(COLUMNS[1:], row[1:]):
            if value is not None:
                document.add_text(name, value)
                if name == "ip" and is_address(value):
                    document.add_ip_addr("address", value)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def is_address(text):
    import ipaddress
    try:
        ipaddress.ip_address(text)
        return True
    except ValueError:
        return False


# The user as in rows.py; the member names that DuckDB is told to read, all others are passed over.
RECORDS = """
SELECT unnest(Records) AS r FROM read_json('{archive}/**/*.json.gz', columns = {{'Records': '
  STRUCT(eventTime VARCHAR, eventID VARCHAR, recipientAccountId VARCHAR, eventName VARCHAR,
  eventSource VARCHAR, awsRegion VARCHAR, sourceIPAddress VARCHAR, errorCode VARCHAR,
  userAgent VARCHAR, userIdentity STRUCT("type" VARCHAR, principalId VARCHAR, arn VARCHAR,
  accountId VARCHAR, accessKeyId VARCHAR, userName VARCHAR,
  sessionContext STRUCT(sourceIdentity VARCHAR)),
  requestParameters JSON, responseElements JSON, additionalEventData JSON)[]'}})
"""
NAME = """
  list_filter([
    r.userIdentity.userName,
    CASE r.userIdentity."type" WHEN 'Root' THEN 'root' END,
    CASE WHEN r.userIdentity."type" IN ('AssumedRole', 'FederatedUser')
      OR (r.userIdentity."type" = 'AWSAccount' AND r.userIdentity.principalId LIKE 'AROA%')
    THEN CASE
      WHEN r.userIdentity.principalId LIKE '%:%'
      THEN substr(r.userIdentity.principalId, instr(r.userIdentity.principalId, ':') + 1)
      WHEN r.userIdentity.arn LIKE '%:assumed-role/%' OR r.userIdentity.arn LIKE '%:federated-user/%'
      THEN regexp_extract(r.userIdentity.arn, '[^/]*$') END END,
    CASE WHEN r.userIdentity.arn LIKE '%:user/%'
    THEN regexp_extract(r.userIdentity.arn, '[^/]*$') END,
    r.userIdentity.sessionContext.sourceIdentity,
    r.additionalEventData->>'$.UserName'
  ], lambda name: name IS NOT NULL AND name NOT IN ('', '-', 'HIDDEN_DUE_TO_SECURITY_REASONS'))[1]
"""
VIEW = f"""
SELECT epoch(CAST(r.eventTime AS TIMESTAMP))::BIGINT AS time, r.eventID AS id,
  r.recipientAccountId AS recipient, r.eventName AS event, r.eventSource AS source,
  r.awsRegion AS region, {NAME} AS "user", r.sourceIPAddress AS ip,
  r.userIdentity.accessKeyId AS key,
  coalesce(r.responseElements->>'$.credentials.accessKeyId',
    r.responseElements->>'$.accessKey.accessKeyId', r.requestParameters->>'$.accessKeyId') AS issued,
  r.errorCode AS error, r.userIdentity.accountId AS caller, r.userIdentity.arn AS arn,
  r.userAgent AS agent
FROM ({RECORDS})
"""
DISTINCT = "SELECT DISTINCT ON (id, recipient, time) * FROM ({view})"


def view(archive):
    """The events of an archive for DuckDB, read from its files each time it is asked."""
    return DISTINCT.format(view=VIEW.format(archive=archive))


def duckdb(archive, store):
    import duckdb as library
    with library.connect(store) as connection:
        connection.execute(f"CREATE TABLE events AS {view(archive)} ORDER BY time")
        connection.execute("CHECKPOINT")


def parquet(archive, store):
    import duckdb as library
    os.makedirs(store)
    with library.connect() as connection:
        connection.execute(f"COPY ({view(archive)} ORDER BY time) TO '{store}/events.parquet' "
                           "(FORMAT parquet, COMPRESSION zstd)")


if __name__ == "__main__":
    {"sqlite": sqlite, "tantivy": tantivy, "duckdb": duckdb, "parquet": parquet}[sys.argv[1]](
        sys.argv[2], sys.argv[3])
