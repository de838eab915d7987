"""The rows that tables hold of an archive: how a script would read CloudTrail files for a database.

Shares no code with Trailsift, so its answers are an independent scan.
"""
import calendar, collections, gzip, json, os, time

COLUMNS = ["time", "id", "recipient", "event", "source", "region", "user", "ip", "key", "issued",
           "error", "caller", "arn", "agent"]
NOTHING = ("", "-", "HIDDEN_DUE_TO_SECURITY_REASONS")


def user(record):
    """The first name that a record gives its actor; Documentation/Keys.md has the whole rule."""
    identity = record.get("userIdentity") or {}
    kind, arn = identity.get("type"), identity.get("arn") or ""
    principal = identity.get("principalId") or ""
    session = identity.get("sessionContext") or {}
    names = [identity.get("userName"), "root" if kind == "Root" else None]
    if kind in ("AssumedRole", "FederatedUser") or (
            kind == "AWSAccount" and principal.startswith("AROA")):
        _, colon, name = principal.partition(":")
        in_arn = ":assumed-role/" in arn or ":federated-user/" in arn
        names.append(name if colon else arn.rsplit("/", 1)[-1] if in_arn else None)
    if ":user/" in arn:
        names.append(arn.rsplit("/", 1)[-1])
    names.append(session.get("sourceIdentity"))
    names.append((record.get("additionalEventData") or {}).get("UserName"))
    return next((name for name in names if name is not None and name not in NOTHING), None)


def issued(record):
    """The access key that a record is about: made, handed out, or named in the request."""
    request, response = record.get("requestParameters"), record.get("responseElements")
    response = response if isinstance(response, dict) else {}
    for holder in (response.get("credentials"), response.get("accessKey"), request):
        if isinstance(holder, dict) and isinstance(holder.get("accessKeyId"), str):
            return holder["accessKeyId"]
    return None


def rows(archive):
    """A row of COLUMNS for each record, copies too."""
    for folder, folders, names in os.walk(archive):
        folders.sort()
        for name in sorted(names):
            if not name.endswith(".json.gz"):
                continue
            with gzip.open(os.path.join(folder, name)) as file:
                records = json.loads(file.read())["Records"]
            for record in records:
                identity = record.get("userIdentity") or {}
                when = calendar.timegm(time.strptime(record["eventTime"], "%Y-%m-%dT%H:%M:%SZ"))
                yield (when, record.get("eventID"), record.get("recipientAccountId"),
                       record.get("eventName"), record.get("eventSource"), record.get("awsRegion"),
                       user(record), record.get("sourceIPAddress"), identity.get("accessKeyId"),
                       issued(record), record.get("errorCode"), identity.get("accountId"),
                       identity.get("arn"), record.get("userAgent"))


def distinct(archive):
    """The rows of distinct events: the first of those with equal id, recipient and time."""
    seen = set()
    for row in rows(archive):
        identity = row[1], row[2], row[0]
        if identity not in seen:
            seen.add(identity)
            yield row


def answers(archive, event, key, network):
    """What a scan finds: the answer to each question, and what a search for its text counts.

    A search for text counts copies again, and a record twice that holds the text twice.
    """
    found, texts, users = collections.Counter(), collections.Counter(), collections.Counter()
    newest, seen = [], set()
    for row in rows(archive):
        values = dict(zip(COLUMNS, row))
        identity = values["id"], values["recipient"], values["time"]
        is_first = identity not in seen
        seen.add(identity)
        places = {"hot": [values["event"] == event],
                  "rare": [values["key"] == key, values["issued"] == key],
                  "network": [(values["ip"] or "").startswith(network)]}
        for question, matches in places.items():
            texts[question] += sum(matches)
            found[question] += is_first and any(matches)
        if is_first:
            users[values["user"]] += 1
            if values["event"] == event:
                newest.append(values["time"])
    groups = sorted(((who or "", count) for who, count in users.items()),
                    key=lambda group: (-group[1], group[0]))
    return dict(found) | {"users": groups[:10], "page": sorted(newest, reverse=True)[:50]}, dict(texts)
