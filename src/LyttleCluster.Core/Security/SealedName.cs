using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Security;

/// <summary>Which value of which document a secret is: it can be opened there and nowhere else.</summary>
/// <param name="Document">The document.</param>
/// <param name="Field">The value in it, e.g. <c>NginxApiKey</c>.</param>
internal readonly record struct SealedName(DocumentKey Document, string Field)
{
    /// <summary>The node that the document is of; null when it is of none.</summary>
    public string? Node { get; init; }

    /// <summary>How an operator gives the value again, e.g. <c>Set-ClusterNode -Node web1 -NginxApiKeyFile FILE</c>.</summary>
    public string GivenBy { get; init; } = "";

    /// <inheritdoc/>
    public override string ToString() => $"{Field} of {Document}";
}
