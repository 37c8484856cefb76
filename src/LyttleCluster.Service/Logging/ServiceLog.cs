using System.Buffers;
using System.Text;
using System.Text.Json;
using LyttleCluster.Formatting;

namespace LyttleCluster.Service.Logging;

/// <summary>
/// The service's own log: one line an entry, to stderr. Who calls it gives words and named values, never a secret; control characters
/// are made visible, so that nobody can forge a line.
/// </summary>
internal sealed class ServiceLog(TextWriter writer, LogFormat format, TimeProvider time)
{
    private readonly Lock _gate = new();

    /// <summary>Its last lines.</summary>
    public LogRing Recent { get; } = new();

    public void Info(string message, params ReadOnlySpan<(string Name, object? Value)> values) => Write("info", message, values);

    public void Warn(string message, params ReadOnlySpan<(string Name, object? Value)> values) => Write("warn", message, values);

    public void Error(string message, params ReadOnlySpan<(string Name, object? Value)> values) => Write("error", message, values);

    private void Write(string level, string message, ReadOnlySpan<(string Name, object? Value)> values)
    {
        var now = time.GetUtcNow();
        var words = Words(message, values);
        var line = format == LogFormat.Json ? Json(now, level, message, values) : $"{Stamp(now)} {level}: {words}";
        Recent.Add(new LoggedLine(now, level, words));
        lock (_gate)
        {
            writer.WriteLine(line);
            writer.Flush();
        }
    }

    private static string Words(string message, ReadOnlySpan<(string Name, object? Value)> values)
    {
        var line = new StringBuilder(Printable.Line(message));
        var separator = " (";
        foreach (var (name, value) in values)
        {
            if (value is null) continue;
            line.Append(separator).Append(name).Append('=').Append(Printable.Line(Words(value)));
            separator = ", ";
        }

        return separator == ", " ? line.Append(')').ToString() : line.ToString();
    }

    private static string Json(DateTimeOffset now, string level, string message, ReadOnlySpan<(string Name, object? Value)> values)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("timestamp", Stamp(now));
            json.WriteString("level", level);
            json.WriteString("message", Printable.Line(message));
            foreach (var (name, value) in values) WriteValue(json, name, value);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static void WriteValue(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null:
                break;
            case int number:
                json.WriteNumber(name, number);
                break;
            case long number:
                json.WriteNumber(name, number);
                break;
            case bool truth:
                json.WriteBoolean(name, truth);
                break;
            default:
                json.WriteString(name, Words(value));
                break;
        }
    }

    private static string Words(object value) => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "";

    private static string Stamp(DateTimeOffset now) => now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
