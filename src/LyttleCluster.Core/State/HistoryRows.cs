using System.Text;
using System.Text.Json;

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
        """);

    /// <summary>Writes a batch; runs in a transaction.</summary>
    public static bool Write(SqliteSession session, HistoryBatch batch, DateTimeOffset now)
    {
        foreach (var node in batch.ForgottenNodes) Forget(session, node);
        foreach (var ((_, kind), observation) in batch.Observations) Put(session, kind, observation, now);
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
        using var delete = session.Prepare("DELETE FROM events WHERE time < ?1").Bind(1, Math.Max(end, oldest + 1));
        delete.Step();
        AddToCounter(session, "events", -session.Changes);
        return true;
    }

    /// <summary>The events that are meant, oldest first. Runs in a transaction, in which the rows must be read too.</summary>
    public static SqliteStatement QueryEvents(SqliteSession session, EventFilter filter)
    {
        var where = new EventCondition(filter);
        var (since, arrival) = (filter.Since?.UtcTicks ?? 0, long.MinValue);
        if (filter.Newest is { } newest)
        {
            using var first = session.Prepare($"SELECT time, arrival FROM events WHERE {where.Sql} ORDER BY time DESC, arrival DESC LIMIT 1 OFFSET ?4");
            if (where.Bind(first, since, arrival).Bind(4, newest - 1).Step()) (since, arrival) = (first.Number(0), first.Number(1));
        }
        var rows = session.Prepare($"SELECT time, node, type, action, id, name, severity, message, attributes FROM events WHERE {where.Sql} ORDER BY time, arrival");
        return where.Bind(rows, since, arrival);
    }

    /// <summary>One event of <see cref="QueryEvents"/>.</summary>
    public static ClusterEvent ReadEvent(SqliteStatement row) => new()
    {
        Timestamp = Time(row.Number(0)),
        Node = row.Text(1),
        Type = row.Text(2),
        Action = row.Text(3),
        Id = row.Text(4),
        Name = row.Text(5),
        Severity = (EventSeverity)row.Number(6),
        Message = row.Text(7),
        Attributes = ReadAttributes(row.Bytes(8)),
    };

    /// <summary>The observations of a kind.</summary>
    public static SqliteStatement QueryObservations(SqliteSession session, string kind) =>
        session.Prepare("SELECT node, observed, body FROM observations WHERE kind = ?1 ORDER BY node").Bind(1, kind);

    /// <summary>The last observation of a kind of one node.</summary>
    public static SqliteStatement QueryObservation(SqliteSession session, string node, string kind) =>
        session.Prepare("SELECT node, observed, body FROM observations WHERE node = ?1 AND kind = ?2").Bind(1, node).Bind(2, kind);

    /// <summary>One observation of <see cref="QueryObservations"/>.</summary>
    public static Observation ReadObservation(SqliteStatement row) => new(row.Text(0), Time(row.Number(1)), row.Bytes(2).ToArray());

    private static void Add(SqliteSession session, List<ClusterEvent> events)
    {
        var arrival = Counter(session, "arrival");
        var added = 0;
        foreach (var item in events)
        {
            using var insert = session.Prepare("""
                INSERT OR IGNORE INTO events (time, node, type, action, id, arrival, name, severity, message, attributes)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
                """);
            insert.Bind(1, item.Timestamp.UtcTicks).Bind(2, item.Node).Bind(3, item.Type).Bind(4, item.Action).Bind(5, item.Id)
                .Bind(6, ++arrival).Bind(7, item.Name).Bind(8, (long)item.Severity).Bind(9, item.Message)
                .Bind(10, WriteAttributes(item.Attributes)).Step();
            added += session.Changes;
        }
        AddToCounter(session, "arrival", events.Count);
        AddToCounter(session, "events", added);
    }

    private static void Put(SqliteSession session, string kind, Observation observation, DateTimeOffset now)
    {
        using var put = session.Prepare("""
            INSERT INTO observations (node, kind, observed, body) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (node, kind) DO UPDATE SET observed = excluded.observed, body = excluded.body
            WHERE excluded.observed >= observed OR observed > ?5
            """);
        put.Bind(1, observation.Node).Bind(2, kind).Bind(3, observation.ObservedAt.UtcTicks).Bind(4, observation.Body.Span)
            .Bind(5, (now + ClockTolerance).UtcTicks).Step();
    }

    private static void Forget(SqliteSession session, string node)
    {
        using var delete = session.Prepare("DELETE FROM observations WHERE node = ?1").Bind(1, node);
        delete.Step();
    }

    /// <summary>The time of the event that has so many older ones.</summary>
    private static long? TimeAt(SqliteSession session, long position)
    {
        using var query = session.Prepare("SELECT time FROM events ORDER BY time LIMIT 1 OFFSET ?1").Bind(1, position);
        return query.Step() ? query.Number(0) : null;
    }

    private static long Counter(SqliteSession session, string name)
    {
        using var query = session.Prepare("SELECT value FROM counters WHERE name = ?1").Bind(1, name);
        return query.Step() ? query.Number(0) : 0;
    }

    private static void AddToCounter(SqliteSession session, string name, long by)
    {
        using var update = session.Prepare("UPDATE counters SET value = value + ?2 WHERE name = ?1").Bind(1, name).Bind(2, by);
        update.Step();
    }

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);

    private static byte[] WriteAttributes(IReadOnlyDictionary<string, string> attributes)
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
        var json = new Utf8JsonReader(bytes);
        while (json.Read())
        {
            if (json.TokenType != JsonTokenType.PropertyName) continue;
            var name = json.GetString()!;
            json.Read();
            attributes[name] = json.GetString()!;
        }
        return attributes;
    }

    /// <summary>A filter as SQL: parameters 1 to 3 are times and arrival, 4 is free, lists follow.</summary>
    private sealed class EventCondition
    {
        private readonly List<Action<SqliteStatement>> _lists = [];
        private readonly StringBuilder _sql = new("time >= ?1 AND time < ?2 AND (time > ?1 OR arrival >= ?3)");
        private readonly long _until;
        private int _last = 4;

        public EventCondition(EventFilter filter)
        {
            _until = filter.Until?.UtcTicks ?? long.MaxValue;
            AddList("node", filter.Nodes, (row, parameter, node) => row.Bind(parameter, node));
            AddList("type", filter.Types, (row, parameter, type) => row.Bind(parameter, type));
            AddList("severity", filter.Severities, (row, parameter, severity) => row.Bind(parameter, (long)severity));
        }

        public string Sql => _sql.ToString();

        public SqliteStatement Bind(SqliteStatement statement, long since, long arrival)
        {
            statement.Bind(1, since).Bind(2, _until).Bind(3, arrival);
            foreach (var list in _lists) list(statement);
            return statement;
        }

        // The count goes up to a power of two, the last value repeated: few different statements are compiled and kept.
        private void AddList<T>(string column, IReadOnlyCollection<T>? values, Action<SqliteStatement, int, T> bind)
        {
            if (values is null) return;
            var list = values.Distinct().ToList();
            var first = _last + 1;
            var count = list.Count == 0 ? 0 : (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)list.Count);
            _last += count;
            _sql.Append(" AND ").Append(column).Append(" IN (").AppendJoin(',', Enumerable.Range(first, count).Select(number => $"?{number}")).Append(')');
            _lists.Add(statement =>
            {
                for (var index = 0; index < count; index++) bind(statement, first + index, list[Math.Min(index, list.Count - 1)]);
            });
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
