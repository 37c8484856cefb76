using System.Globalization;
using System.Text;

namespace LyttleCluster;

/// <summary>
/// Where requests of a domain go. PowerShell makes one from an address (<c>'http://10.0.0.5:8080'</c>) and from a table
/// (<c>@{ Address = 'http://10.0.0.5:8080'; Weight = 2 }</c>).
/// </summary>
public sealed record ClusterUpstream
{
    /// <summary>Makes one whose properties are set by name.</summary>
    public ClusterUpstream()
    {
    }

    /// <summary>Makes one that is nothing but an address.</summary>
    /// <param name="address">An http or https address.</param>
    /// <exception cref="FormatException">It is no absolute address.</exception>
    public ClusterUpstream(string address) =>
        Address = Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri : throw new FormatException($"'{address}' is no address; give one such as http://10.0.0.5:8080.");

    /// <summary>Makes one that is nothing but an address.</summary>
    /// <param name="address">An http or https address.</param>
    public ClusterUpstream(Uri address) => Address = address;

    /// <summary>The address: http or https, a host with an optional port, and an optional path.</summary>
    public Uri? Address { get; init; }

    /// <summary>Its share of the requests beside the others, 1 to 100.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>How many failed tries within <see cref="FailTimeoutSec"/> take it out for that long, 0 (never) to 100; null: nginx's default, 1.</summary>
    public int? MaxFails { get; init; }

    /// <summary>See <see cref="MaxFails"/>, in seconds, 1 to 3600; null: nginx's default, 10.</summary>
    public int? FailTimeoutSec { get; init; }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder(Address?.ToString() ?? "");
        if (Weight != 1) text.Append(CultureInfo.InvariantCulture, $" weight={Weight}");
        if (MaxFails is { } fails) text.Append(CultureInfo.InvariantCulture, $" max_fails={fails}");
        if (FailTimeoutSec is { } seconds) text.Append(CultureInfo.InvariantCulture, $" fail_timeout={seconds}s");
        return text.ToString();
    }
}
