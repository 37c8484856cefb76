using System.Text;

namespace LyttleCluster.TestPeers;

/// <summary>A mail as a server took it.</summary>
/// <param name="From">Of the envelope.</param>
/// <param name="To">Of the envelope.</param>
/// <param name="Text">The lines between DATA and the dot, with the dots that were doubled made single.</param>
/// <param name="IsEncrypted">Whether it came over TLS.</param>
public sealed record ReceivedMail(string From, IReadOnlyList<string> To, string Text, bool IsEncrypted)
{
    /// <summary>The headers as they stand, unfolded, by name.</summary>
    public IReadOnlyDictionary<string, string> Headers => Text.Split("\r\n\r\n", 2)[0].Replace("\r\n ", " ", StringComparison.Ordinal).Split("\r\n")
        .Select(line => line.Split(": ", 2)).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.OrdinalIgnoreCase);

    /// <summary>The body, which is base64.</summary>
    public string Body => Encoding.UTF8.GetString(Convert.FromBase64String(Text.Split("\r\n\r\n", 2)[1]));
}
