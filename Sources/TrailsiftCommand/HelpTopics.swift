/// What `trailsift help query` and `trailsift help time` print.
enum HelpTopics {
  static func text(_ topic: String) -> String? {
    switch topic {
    case "query": query
    case "time", "times": time
    default: nil
    }
  }

  private static let query = """
    QUERIES

      user:alice event:Get*            both must hold; a blank is AND
      user:alice OR user:bob           either; the same as user:alice,bob and user:(alice OR bob)
      -user:alice   NOT user:alice     events without the value
      (user:a OR role:b) -error:*      parentheses; NOT binds before AND, AND before OR

    VALUES

      user:alice          equal; where the key allows it, in any letter case and in full or half width
      user=Alice          exactly these bytes; user!=Alice for events without them
      event:*Bucket?      * any characters, ? one character, anywhere
      user~/^svc-/i       regular expression in a part of the value; i ignores letter case
      error:*             any value at all
      ip:203.0.113.0/24   networks, ranges (ip:10.0.0.1..10.0.0.9) and ip:10.1.* for IPv4 and IPv6
      account:1000..1999  a range, both ends counted; a.. and ..b are open
      ip:@list.txt        a value a line from a file; `-` is standard input; # starts a comment
      person:0784fae8     all names and ids that are proved to be one person's; see `trailsift who`
      user:"John Smith"   quotes keep blanks and signs; a backslash keeps the sign behind it

    PATHS

      requestParameters.bucketName:logs       any member of the record, by its exact name
      resources[*].ARN:*role*                 of every element; resources[0].ARN of the first
      requestParameters.maxResults>100        > >= < <= and a..b compare numbers and times
      errorMessage:*quota*                    members of the record itself; .name for any other

      Paths are compared without regard to letter case by `:` and exactly by `=`. They read the
      records that the other conditions leave, so give another condition too.

    WORDS WITHOUT A KEY are recognised by their shape, and how is told on standard error: addresses
      and networks, accounts (12 digits), UUIDs (event id, sub or request id), access keys,
      principals, ARNs, mail addresses, user pools, regions, *.amazonaws.com. Any other word is
      looked up as user, event, source, error and resource.

    KEYS

      who      user sub role permset key arn principal type mfa
      where    ip via agent
      account  account recipient caller target-account
      what     event source region resource target category readonly kind
      outcome  result (success failure denied throttled pending) error
      Cognito  pool client sub
      place    id request shared file time

      Names of AWS work too: eventName, sourceIPAddress, userName, …

    THE SAME QUESTION ELSEWHERE: who was denied from 203.0.113.9 in March?

      Trailsift      ip:203.0.113.9 result:denied time:2024-03
      lookup-events  (no address, one attribute only, 90 days)
      Athena         SELECT * FROM cloudtrail_logs WHERE sourceipaddress = '203.0.113.9'
                     AND errorcode LIKE '%AccessDenied%' AND eventtime LIKE '2024-03-%'
      Insights       filter sourceIPAddress = "203.0.113.9" and errorCode like /AccessDenied/
      Splunk         sourceIPAddress="203.0.113.9" errorCode="*AccessDenied*" earliest=…
      KQL            sourceIPAddress:"203.0.113.9" and errorCode:*AccessDenied*

    """

  private static let time = """
    TIMES for --since, --until and time:

      2024  2024-03  2024-03-31  2024-03-31T12  2024-03-31T12:30  2024-03-31T12:30:15.250
                            each covers its whole unit: --until 2024-03-31 includes that day
      2024-03-31T12:30Z  …+09:00  "… JST"  "… Asia/Tokyo"       with a zone
      1709251200  1709251200123                                 seconds, milliseconds since 1970
      7d  -7d  12h  1d12h  2 hours ago  now-7d  T-7d            before now: s m h d w M y
                                                                (M is a month, m a minute)
      end  end-30d                                              before the archive's last event
      now-1d/d  -1d@d  now/w  end/M                             the whole day, week, month there
      today yesterday this-week last-week this-month last-month this-year last-year
      fy2024                                                    1 April 2024 to 31 March 2025

    RANGES in a query

      time:2024-03-01..2024-03-31        both ends counted      time:2024-03-01..   time:..2024
      time:[2024-03-01,2024-04-01)       the end not counted
      time>=2024-03-01   time<end-7d     comparisons            time:7d  the last seven days

    ZONES

      Times without a zone are read, and all times of tables shown, in the zone of --tz, else of
      $TRAILSIFT_TZ, else of TZ, else of the system; --utc and --local for short. JSON and raw
      records keep UTC; CSV gets a column time_local when a zone was asked for. A time that clocks
      show twice is the first one.

    """
}
