namespace LyttleCluster.Core.NginxConfiguration;

/// <summary>What an entry must be like; checked before anything is stored, by who sends it and by who takes it. Pure.</summary>
internal static class NginxEntryRules
{
    /// <summary>The entry in its normal form, and all that is wrong with it; the entry is only good where there are no problems.</summary>
    public static (NginxEntry Entry, IReadOnlyList<NginxEntryProblem> Problems) Normalise(NginxEntry entry) => throw new NotImplementedException();

    /// <summary>
    /// Host names that two of these entries both have, or that a wildcard of one shadows in another: index of the later entry, index of the earlier one,
    /// and the two names.
    /// </summary>
    public static IEnumerable<(int Later, int Earlier, string Name, string Other)> Conflicts(IReadOnlyList<NginxEntry> entries) => throw new NotImplementedException();

    /// <summary>Why LyttleNGINX v2 cannot say this entry (several upstreams, a root, …); null when it can.</summary>
    public static string? WhyNotLyttleNginx(NginxEntry entry) => throw new NotImplementedException();
}
