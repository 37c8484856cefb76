using System.Globalization;

namespace LyttleCluster.Formatting;

/// <summary>Numbers out of whatever PowerShell holds them in.</summary>
internal static class Numbers
{
    /// <summary>The number; null where it is none.</summary>
    public static double? From(object? value) => value switch
    {
        null => null,
        double number => number,
        IConvertible and not string => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        _ => double.TryParse(value.ToString(), CultureInfo.InvariantCulture, out var parsed) ? parsed : null,
    };
}
