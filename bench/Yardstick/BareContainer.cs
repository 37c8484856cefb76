using System.Text.Json.Serialization;

namespace LyttleCluster.Bench;

/// <summary>The fields of a listed container that Get-ClusterContainer shows.</summary>
public sealed class BareContainer
{
    public string? Id { get; set; }

    public string[]? Names { get; set; }

    public string? Image { get; set; }

    public string? ImageID { get; set; }

    public long Created { get; set; }

    public BarePort[]? Ports { get; set; }

    public Dictionary<string, string>? Labels { get; set; }

    public string? State { get; set; }

    public string? Status { get; set; }
}

/// <summary>One port of a listed container.</summary>
public sealed class BarePort
{
    public string? IP { get; set; }

    public int PrivatePort { get; set; }

    public int PublicPort { get; set; }

    public string? Type { get; set; }
}

[JsonSerializable(typeof(BareContainer[]))]
internal sealed partial class BareJson : JsonSerializerContext;
