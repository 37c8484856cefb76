using System.Management.Automation;

namespace LyttleCluster.Module;

/// <summary>What an alert is about: its rule and its object, as patterns that mean them alone.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Target">The object.</param>
public sealed record AlertIdentity(string Rule, string Target)
{
    /// <summary>The alert of a rule and an object: a certificate may be called <c>*.example.com</c>, which must not mean others.</summary>
    public static AlertIdentity Of(string rule, string target) => new(WildcardPattern.Escape(rule), WildcardPattern.Escape(target));

    /// <inheritdoc/>
    public override string ToString() => $"{Rule} {Target}";
}
