namespace LyttleCluster.Service.Agent.Nginx.Publishing;

/// <summary>What may be done with nginx while nobody else changes anything.</summary>
internal interface INginxTurn
{
    /// <summary>Whether http includes a folder that the agent can write to.</summary>
    bool CanPublish { get; }

    /// <summary>
    /// Settles a reload that was left open: what the files say is no answer as long as nginx may still take it or refuse it. Null when none is left,
    /// else what is to be told instead of doing anything.
    /// </summary>
    Task<ReloadReport?> UnsettledAsync();

    /// <summary>The configuration release that the files name; null when they name none.</summary>
    Task<string?> CurrentAsync();

    /// <summary>Runs <c>nginx -t</c> over the whole configuration with this text instead of the current release, and touches nothing live.</summary>
    Task<CandidateTest> TestAsync(string text);

    /// <summary>Reloads nginx, with another configuration release where one is given; what was not taken is put back.</summary>
    Task<ReloadReport> ReloadAsync(bool force, Activation? activation);
}

/// <summary>A configuration release that is to become live.</summary>
/// <param name="Id">Which one; <see cref="ConfigurationRelease.None"/>: no release at all.</param>
/// <param name="DraftFollows">Whether the draft becomes its entries once nginx has taken it.</param>
internal sealed record Activation(string Id, bool DraftFollows)
{
    /// <summary>What it is, when it has to be written first; null when it is there.</summary>
    public NewConfiguration? New { get; init; }

    /// <summary>The caller's.</summary>
    public string? CorrelationId { get; init; }
}

/// <summary>How a candidate was tested.</summary>
/// <param name="Test">What nginx said; null when it cannot be tested without touching live files.</param>
/// <param name="File">The candidate's file, as nginx names it in its words.</param>
internal sealed record CandidateTest(ConfigurationTest? Test, string File);
