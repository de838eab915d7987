"""Asks a store one question, in this process, a number of times.

usage: ask.py sqlite|tantivy|duckdb|parquet|json STORE QUESTION VALUE [REPEATS]

QUESTION is hot, rare, network, users or page. Prints the answer as JSON, with more than one repeat
also the milliseconds of each but the first: what a program that stays open waits.
"""
import json, sys, time

CONDITIONS = {"hot": "event = ?", "rare": "key = ? OR issued = ?", "network": "ip >= ? AND ip < ?",
              "page": "event = ?"}


def parameters(question, value):
    if question == "network":
        # The next character after the dot ends the range of texts that begin so.
        return [value, value[:-1] + chr(ord(value[-1]) + 1)]
    return [value] * {"rare": 2, "users": 0}.get(question, 1)


def statement(question, table):
    if question == "users":
        return (f'SELECT coalesce("user", \'\'), count(*) AS count FROM {table} '
                "GROUP BY 1 ORDER BY count DESC, 1 LIMIT 10")
    if question == "page":
        return (f'SELECT time, event, "user", error, ip, recipient, region FROM {table} '
                f"WHERE {CONDITIONS[question]} ORDER BY time DESC LIMIT 50")
    return f"SELECT count(*) FROM {table} WHERE {CONDITIONS[question]}"


def of_rows(question, rows):
    if question == "users":
        return [list(row) for row in rows]
    return [row[0] for row in rows] if question == "page" else rows[0][0]


def sql(kind, store, question, value):
    if kind == "sqlite":
        import sqlite3
        connection = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
        table = "events"
    else:
        import duckdb
        connection = duckdb.connect(store, read_only=True) if kind == "duckdb" else duckdb.connect()
        table = {"duckdb": "events", "parquet": f"'{store}/events.parquet'"}.get(kind)
        if kind == "json":
            from load import view
            table = f"({view(store)})"
    text, values = statement(question, table), parameters(question, value)
    return lambda: of_rows(question, connection.execute(text, values).fetchall())


def tantivy(store, question, value):
    import tantivy as library
    index = library.Index.open(store)
    searcher, schema = index.searcher(), index.schema

    def term(name, text):
        return library.Query.term_query(schema, name, text, "basic")

    def count(query):
        return searcher.search(query, limit=1, count=True).count

    def users():
        found = searcher.aggregate(library.Query.all_query(), {"users": {"terms": {
            "field": "user", "size": 10, "missing": ""}}})
        groups = [[group["key"], group["doc_count"]] for group in found["users"]["buckets"]]
        return sorted(groups, key=lambda group: (-group[1], group[0]))

    def page():
        found = searcher.search(term("event", value), limit=50, order_by_field="time")
        return [searcher.doc(place)["time"][0] for _, place in found.hits]

    if question == "users":
        return users
    if question == "page":
        return page
    if question == "network":
        query = library.Query.range_query(
            schema, "address", library.FieldType.IpAddr, value + "0", value + "255")
    elif question == "rare":
        query = library.Query.boolean_query(
            [(library.Occur.Should, term("key", value)), (library.Occur.Should, term("issued", value))])
    else:
        query = term("event", value)
    return lambda: count(query)


def main():
    kind, store, question, value = sys.argv[1:5]
    repeats = int(sys.argv[5]) if len(sys.argv) > 5 else 1
    ask = tantivy(store, question, value) if kind == "tantivy" else sql(kind, store, question, value)
    answer = ask()
    times = []
    for _ in range(repeats - 1):
        start = time.perf_counter()
        if ask() != answer:
            sys.exit("the answer changed")
        times.append(1000 * (time.perf_counter() - start))
    print(json.dumps({"answer": answer, "milliseconds": times}))


if __name__ == "__main__":
    main()
