namespace LyttleCluster;

/// <summary>One port of a container, and where the host publishes it.</summary>
public sealed record ClusterPort
{
    /// <summary>The port inside the container, 1 to 65535.</summary>
    public required int ContainerPort { get; init; }

    /// <summary>The port on the host; null when it is not published.</summary>
    public int? HostPort { get; init; }

    /// <summary>The host's address that it is bound to; null when it is not published.</summary>
    public string? HostAddress { get; init; }

    /// <summary><c>tcp</c>, <c>udp</c> or <c>sctp</c>.</summary>
    public string Protocol { get; init; } = "tcp";

    /// <inheritdoc/>
    public override string ToString()
    {
        var inside = $"{ContainerPort}/{Protocol}";
        return HostPort is null ? inside : $"{BracketIPv6(HostAddress)}:{HostPort}->{inside}";
    }

    private static string? BracketIPv6(string? address) => address?.Contains(':') == true ? $"[{address}]" : address;
}
