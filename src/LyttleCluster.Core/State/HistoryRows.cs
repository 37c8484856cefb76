using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace LyttleCluster.Core.State;

/// <summary>The rows of a history file, and their SQL.</summary>
internal static class HistoryRows
{
    private const int TrimmedAtOnce = 5_000;

    /// <summary>An observation this far in the future is not believed: the clock was put back since.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    /// <summary>Trimming by age starts this late, so that it does not happen at every write.</summary>
    private static readonly TimeSpan AgeTolerance = TimeSpan.FromHours(1);

    // 'LYCH'. The key of events is also their order: time first, so that new ones go to the end.
    internal static readonly SqliteSchema Schema = new(0x4C594348, """
        CREATE TABLE events (
            time INTEGER NOT NULL, node TEXT NOT NULL, type TEXT NOT NULL, action TEXT NOT NULL, id TEXT NOT NULL,
            -- Grows with every event: the order of those of one time.
            arrival INTEGER NOT NULL,
            name TEXT NOT NULL, severity INTEGER NOT NULL, message TEXT NOT NULL, attributes BLOB NOT NULL,
            PRIMARY KEY (time, node, type, action, id)) WITHOUT ROWID;
        CREATE TABLE observations (node TEXT NOT NULL, kind TEXT NOT NULL, observed INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (node, kind));
        -- events: how many there are; arrival: the last one given.
        CREATE TABLE counters (name TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        INSERT INTO counters VALUES ('events', 0), ('arrival', 0);
        """,
        // Readers who come back ask for what came since.
        "CREATE INDEX events_arrival ON events (arrival);");

    /// <summary>Writes a batch; runs in a transaction.</summary>
    public static bool Write(SqliteSession session, HistoryBatch batch, DateTimeOffset now)
    {
        foreach (var node in batch.ForgottenNodes) Forget(session, node);
        foreach (var ((_, kind), item) in batch.Observations) Put(session, kind, item.Observation, now);
        if (batch.Events.Count > 0) Add(session, batch.Events);
        return true;
    }

    /// <summary>Deletes some of the oldest events when there are too many or they are too old; false when there is no more to do.</summary>
    public static bool Trim(SqliteSession session, HistoryRetention retention, DateTimeOffset now, bool begun)
    {
        var excess = Counter(session, "events") - retention.MaxEvents;
        var oldest = session.Number("SELECT coalesce(min(time), 0x7fffffffffffffff) FROM events");
        var cutoff = (now - retention.MaxAge).UtcTicks;
        var tooMany = excess > (begun ? 0 : retention.MaxEvents / 100);
        var tooOld = oldest < cutoff - (begun ? 0 : AgeTolerance.Ticks);
        if (!tooMany && !tooOld) return false;

        var end = TimeAt(session, tooMany ? Math.Min(excess, TrimmedAtOnce) : TrimmedAtOnce) ?? long.MaxValue;
        if (!tooMany) end = Math.Min(end, cutoff);
        // Thousands of one time go together.
        AddToCounter(session, "events", -session.Execute("DELETE FROM events WHERE time < ?1", Math.Max(end, oldest + 1)));
        return true;
    }

    /// <summary>The events that are meant, oldest first. Runs in a transaction, in which the rows must be read too.</summary>
    public static IEnumerable<ClusterEvent> QueryEvents(SqliteSession session, EventFilter filter)
    {
        var where = new EventCondition(filter);
        var first = (Time: filter.Since?.UtcTicks ?? 0, Arrival: long.MinValue);
        if (filter.Newest is { } newest)
        {
            var found = session.Query(
                $"SELECT time, arrival FROM events WHERE {where.Sql} ORDER BY time DESC, arrival DESC LIMIT 1 OFFSET {where.Next}",
                row => (row.GetInt64(0), row.GetInt64(1)), where.Values(first, newest - 1));
            first = found.FirstOrDefault(first);
        }
        return session.Query(
            $"SELECT time, node, type, action, id, name, severity, message, attributes FROM events WHERE {where.Sql} ORDER BY time, arrival",
            ReadEvent, where.Values(first));
    }

    /// <summary>What came after an arrival, in the order in which it came.</summary>
    public static IEnumerable<ArrivedEvent> QueryArrived(SqliteSession session, long after, int most) => session.Query(
        "SELECT time, node, type, action, id, name, severity, message, attributes, arrival FROM events WHERE arrival > ?1 ORDER BY arrival LIMIT ?2",
        row => new ArrivedEvent(row.GetInt64(9), ReadEvent(row)), after, most);

    /// <summary>The last arrival that was given, and the time of the event of another one (0 when it is not kept).</summary>
    public static IEnumerable<ArrivalMark> QueryMark(SqliteSession session, long arrival) =>
        [new(Counter(session, "arrival"), session.Number("SELECT coalesce(max(time), 0) FROM events WHERE arrival = ?1", arrival))];

    /// <summary>The observations of a kind.</summary>
    public static IEnumerable<Observation> QueryObservations(SqliteSession session, string kind) =>
        session.Query("SELECT node, observed, body FROM observations WHERE kind = ?1 ORDER BY node", ReadObservation, kind);

    /// <summary>The last observation of a kind of one node.</summary>
    public static IEnumerable<Observation> QueryObservation(SqliteSession session, string node, string kind) =>
        session.Query("SELECT node, observed, body FROM observations WHERE node = CAST(?1 AS TEXT) AND kind = ?2", ReadObservation, node, kind);

    private static ClusterEvent ReadEvent(SqliteDataReader row) => new()
    {
        Timestamp = Time(row.GetInt64(0)),
        Node = row.Text(1),
        Type = row.Text(2),
        Action = row.Text(3),
        Id = row.Text(4),
        Name = row.Text(5),
        Severity = (EventSeverity)row.GetInt64(6),
        Message = row.Text(7),
        Attributes = ReadAttributes(row.Bytes(8)),
    };

    private static Observation ReadObservation(SqliteDataReader row) => new(row.Text(0), Time(row.GetInt64(1)), row.Bytes(2));

    private static void Add(SqliteSession session, List<ClusterEvent> events)
    {
        var arrival = Counter(session, "arrival");
        var added = 0;
        foreach (var item in events)
        {
            added += session.Execute("""
                INSERT OR IGNORE INTO events (time, node, type, action, id, arrival, name, severity, message, attributes)
                VALUES (?1, CAST(?2 AS TEXT), CAST(?3 AS TEXT), CAST(?4 AS TEXT), CAST(?5 AS TEXT), ?6, CAST(?7 AS TEXT), ?8, CAST(?9 AS TEXT), ?10)
                """,
                item.Timestamp.UtcTicks, item.Node, item.Type, item.Action, item.Id, ++arrival, item.Name, (long)item.Severity, item.Message,
                WriteAttributes(item.Attributes));
        }
        AddToCounter(session, "arrival", events.Count);
        AddToCounter(session, "events", added);
    }

    private static void Put(SqliteSession session, string kind, Observation observation, DateTimeOffset now) => session.Execute("""
        INSERT INTO observations (node, kind, observed, body) VALUES (CAST(?1 AS TEXT), ?2, ?3, ?4)
        ON CONFLICT (node, kind) DO UPDATE SET observed = excluded.observed, body = excluded.body
        WHERE excluded.observed >= observed OR observed > ?5
        """,
        observation.Node, kind, observation.ObservedAt.UtcTicks, WholeArray(observation.Body), (now + ClockTolerance).UtcTicks);

    /// <summary>The library binds whole arrays only; mostly the body is one already, and hundreds of them need not be copied.</summary>
    private static byte[] WholeArray(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var part) && part.Count == part.Array!.Length ? part.Array : bytes.ToArray();

    private static void Forget(SqliteSession session, string node) =>
        session.Execute("DELETE FROM observations WHERE node = CAST(?1 AS TEXT)", node);

    /// <summary>The time of the event that has so many older ones.</summary>
    private static long? TimeAt(SqliteSession session, long position) =>
        session.Query<long?>("SELECT time FROM events ORDER BY time LIMIT 1 OFFSET ?1", row => row.GetInt64(0), position).FirstOrDefault();

    private static long Counter(SqliteSession session, string name) => session.Number("SELECT value FROM counters WHERE name = ?1", name);

    private static void AddToCounter(SqliteSession session, string name, long by) =>
        session.Execute("UPDATE counters SET value = value + ?2 WHERE name = ?1", name, by);

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);

    private static byte[] WriteAttributes(ReadOnlyMap<string> attributes)
    {
        if (attributes.Count == 0) return [];
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            foreach (var (name, value) in attributes) json.WriteString(name, value);
            json.WriteEndObject();
        }
        return bytes.ToArray();
    }

    private static Dictionary<string, string> ReadAttributes(ReadOnlySpan<byte> bytes)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        if (bytes.IsEmpty) return attributes;
        try
        {
            var json = new Utf8JsonReader(bytes);
            while (json.Read())
            {
                if (json.TokenType != JsonTokenType.PropertyName) continue;
                var name = json.GetString()!;
                json.Read();
                attributes[name] = json.GetString() ?? "";
            }
        }
        catch (Exception damage) when (damage is JsonException or InvalidOperationException)
        {
            // One damaged row hides no other, and its event is known all the same.
        }

        return attributes;
    }

    /// <summary>A filter as SQL: parameters 1 to 3 are times and arrival, lists follow.</summary>
    private sealed class EventCondition
    {
        private readonly List<object> _lists = [];
        private readonly StringBuilder _sql = new("time >= ?1 AND time < ?2 AND (time > ?1 OR arrival >= ?3)");
        private readonly long _until;

        public EventCondition(EventFilter filter)
        {
            _until = filter.Until?.UtcTicks ?? long.MaxValue;
            AddList("node", filter.Nodes);
            AddList("type", filter.Types);
            AddList("severity", filter.Severities?.Select(severity => (long)severity));
        }

        public string Sql => _sql.ToString();

        /// <summary>The parameter behind the last one.</summary>
        public string Next => $"?{_lists.Count + 4}";

        public object[] Values((long Time, long Arrival) first, params object[] more) => [first.Time, _until, first.Arrival, .. _lists, .. more];

        private void AddList<T>(string column, IEnumerable<T>? values)
            where T : notnull
        {
            if (values is null) return;
            var parameters = new List<string>();
            foreach (var value in values.Distinct())
            {
                parameters.Add(value is string ? $"CAST({Next} AS TEXT)" : Next);
                _lists.Add(value);
            }
            _sql.Append(" AND ").Append(column).Append(" IN (").AppendJoin(',', parameters).Append(')');
        }
    }
}

/// <summary>How much of the past is kept.</summary>
/// <param name="MaxEvents">At most this many events (and a hundredth more between two trims).</param>
/// <param name="MaxAge">Events older than this are dropped.</param>
internal sealed record HistoryRetention(long MaxEvents, TimeSpan MaxAge)
{
    /// <summary>A million events, thirty days.</summary>
    public static HistoryRetention Default { get; } = new(1_000_000, TimeSpan.FromDays(30));
}
