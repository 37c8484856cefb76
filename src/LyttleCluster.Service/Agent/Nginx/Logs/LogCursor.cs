using System.Buffers.Text;
using System.Text;

namespace LyttleCluster.Service.Agent.Nginx.Logs;

/// <summary>Places in all logs at once, as the opaque text that a reader gives back to go on.</summary>
internal sealed record LogCursor(IReadOnlyDictionary<string, LogPosition> Positions)
{
    private const string Mark = "1";

    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Join(' ', Positions.Select(one => $"{one.Key}={one.Value}").Prepend(Mark))));

    /// <exception cref="ClusterException"><c>LogCursorInvalid</c></exception>
    public static LogCursor Parse(string text)
    {
        try
        {
            var words = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)).Split(' ');
            if (words[0] != Mark) throw NginxErrors.LogCursorInvalid();
            var positions = new Dictionary<string, LogPosition>(StringComparer.Ordinal);
            foreach (var word in words.Skip(1))
            {
                if (word.Split('=') is not [{ Length: > 0 } id, var place] || LogPosition.Parse(place) is not { } position) throw NginxErrors.LogCursorInvalid();
                positions[id] = position;
            }

            return new LogCursor(positions);
        }
        catch (FormatException)
        {
            throw NginxErrors.LogCursorInvalid();
        }
    }
}
