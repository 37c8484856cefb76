using System.Text.Json;

namespace LyttleCluster.Core.Api;

/// <summary>What a dry run answers: a plan, or why there is none, where that was found out only after the answer had begun.</summary>
internal sealed record PlanAnswer
{
    /// <summary>The plan.</summary>
    public PlanBody? Plan { get; init; }

    /// <summary>Why there is none.</summary>
    public Problem? Error { get; init; }
}

/// <summary>A plan as it travels.</summary>
internal sealed record PlanBody
{
    /// <summary>What it is applied with: the value of If-Match, without its quotes.</summary>
    public required string Etag { get; init; }

    /// <summary>Until when it is kept, in UTC.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>What would be done to each object.</summary>
    public required PlannedChangeBody[] Changes { get; init; }

    /// <summary>Objects that are as wanted already.</summary>
    public JsonElement[] Unchanged { get; init; } = [];

    /// <summary>Nodes that could not be asked, and objects that were named but not found.</summary>
    public Problem[] Failures { get; init; } = [];

    /// <summary>What the operator should know before agreeing.</summary>
    public ClusterWarning[] Warnings { get; init; } = [];
}

/// <summary>See <see cref="PlannedChange"/>.</summary>
internal sealed record PlannedChangeBody
{
    /// <summary>Its place in the plan, from 0: what is agreed to.</summary>
    public required int Index { get; init; }

    /// <summary>The object, e.g. <c>node/web1</c>.</summary>
    public required string Target { get; init; }

    /// <summary>What would be done, e.g. <c>Stop</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The node it is done on; left out for a change of desired state alone.</summary>
    public string? Node { get; init; }

    /// <summary>The object before; left out when there is none.</summary>
    public string? Before { get; init; }

    /// <summary>The object after; left out when there is none any more.</summary>
    public string? After { get; init; }

    /// <summary>Whether it can be undone.</summary>
    public required bool Reversible { get; init; }

    /// <summary>What it was bound to when it was planned.</summary>
    public required string BoundTo { get; init; }

    /// <summary>All of it in one line.</summary>
    public required string Text { get; init; }
}

/// <summary>What is agreed to of a plan.</summary>
internal sealed record AgreedBody
{
    /// <summary>The name of the property that lists them, beside those of the request.</summary>
    public const string PropertyName = "agreed";

    /// <summary>The changes, by their index.</summary>
    public required int[] Agreed { get; init; }
}

/// <summary>What a manager says of itself, and of who asks.</summary>
internal sealed record ManagerBody
{
    /// <summary>Always <c>lyttle-cluster manager</c>.</summary>
    public required string Program { get; init; }

    /// <summary>Its version.</summary>
    public required string Version { get; init; }

    /// <summary>The versions of the API that it speaks, <c>OLDEST-NEWEST</c>.</summary>
    public required string Api { get; init; }

    /// <summary>Whether it only watches and shows.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Who asks, as it knows them.</summary>
    public required string Caller { get; init; }

    /// <summary>Whether it knows them at all.</summary>
    public bool Authenticated { get; init; }
}
