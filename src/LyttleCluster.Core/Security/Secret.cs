namespace LyttleCluster.Core;

/// <summary>
/// A secret on its way from the operator to where it is sealed or used. It is never written by accident: not into JSON, not into a
/// message, not by a debugger's view of what contains it.
/// </summary>
/// <param name="text">The secret.</param>
public sealed class Secret(string text) : IEquatable<Secret>
{
    private readonly string _text = text;

    /// <summary>The secret itself; whoever asks for it must not keep or show it.</summary>
    public string Reveal() => _text;

    /// <inheritdoc/>
    public bool Equals(Secret? other) => other is not null && string.Equals(_text, other._text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Secret);

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(_text, StringComparison.Ordinal);

    /// <summary>Never the secret.</summary>
    public override string ToString() => "(secret)";
}
