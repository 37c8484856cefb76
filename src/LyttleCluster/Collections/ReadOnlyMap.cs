using System.Collections;
using System.Collections.ObjectModel;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;

namespace LyttleCluster;

/// <summary>
/// What leads from names to values in the model: labels, attributes, counts. PowerShell makes one from <c>@{ role = 'web' }</c>, from
/// <c>[ordered]@{}</c> and from what a job gives back, which it cannot do for an interface. The names are text, always:
/// <c>ConvertTo-Json</c> and <c>$map.name</c> know no others.
/// </summary>
/// <typeparam name="TValue">The values: text, or numbers.</typeparam>
[JsonConverter(typeof(ReadOnlyMapConverterFactory))]
public sealed class ReadOnlyMap<TValue> : ReadOnlyDictionary<string, TValue>
{
    /// <summary>Copies the entries. It is PowerShell's way in, and the only public constructor, because two would leave it undecided.</summary>
    /// <param name="entries">Any table; its names and values are converted, in the invariant culture.</param>
    /// <exception cref="FormatException">A value cannot be converted.</exception>
    public ReadOnlyMap(IDictionary entries)
        : base(Convert(entries))
    {
    }

    private ReadOnlyMap(Dictionary<string, TValue> entries)
        : base(entries)
    {
    }

    /// <summary>The empty map.</summary>
    [SuppressMessage("Design", "CA1000", Justification = "It stands in for the one of the base class.")]
    public static new ReadOnlyMap<TValue> Empty { get; } = new(new Dictionary<string, TValue>());

    /// <summary>A dictionary that nobody changes any more, as it is: nothing is copied.</summary>
    /// <param name="entries">The entries.</param>
    [return: NotNullIfNotNull(nameof(entries))]
    public static implicit operator ReadOnlyMap<TValue>?(Dictionary<string, TValue>? entries) => entries switch
    {
        null => null,
        { Count: 0 } => Empty,
        _ => new(entries),
    };

    private static Dictionary<string, TValue> Convert(IDictionary entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var converted = new Dictionary<string, TValue>(entries.Count);
        foreach (DictionaryEntry entry in entries) converted[Text(entry.Key)] = Value(entry.Value);
        return converted;
    }

    // By way of text, because what a job gives back comes in PowerShell's wrappers, which this assembly does not know.
    private static TValue Value(object? value) =>
        value is TValue already ? already : (TValue)TypeDescriptor.GetConverter(typeof(TValue)).ConvertFromInvariantString(Text(value))!;

    private static string Text(object? value) => System.Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
