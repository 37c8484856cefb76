using System.Collections;
using System.Security;

namespace LyttleCluster.Module;

/// <summary>
/// Settings as the <c>Set-</c> cmdlets take them. What was not given stays as it is; what was given as <c>$null</c> (for PowerShell's
/// strings: empty) is cleared.
/// </summary>
/// <param name="bound">The parameters that were given.</param>
/// <param name="settingOf">Every parameter, and the setting that it gives.</param>
internal abstract class SettingsBinding(IReadOnlyDictionary<string, object?> bound, IReadOnlyDictionary<string, string> settingOf)
{
    /// <summary>The settings that were given as nothing.</summary>
    public IReadOnlyList<string> Clear =>
        [.. settingOf.Where(pair => bound.ContainsKey(pair.Key) && IsNothing(bound[pair.Key])).Select(pair => pair.Value).Distinct()];

    /// <summary>What a parameter holds; null when it was not given, or as nothing.</summary>
    private protected T? Value<T>(string parameter) where T : class => bound.GetValueOrDefault(parameter) is T value && !IsNothing(value) ? value : null;

    /// <summary>The number or the yes or no that a parameter holds; null when it was not given.</summary>
    private protected T? Plain<T>(string parameter) where T : struct => bound.GetValueOrDefault(parameter) is T value ? value : null;

    private static bool IsNothing(object? value) => value is null or "" or ICollection { Count: 0 } or SecureString { Length: 0 };
}
