namespace LyttleCluster.Demo.Printing;

/// <summary>A row as a list of its values, one a line; empty ones are left out.</summary>
internal sealed class PropertyList<T>(params (string Label, Func<T, string?> Value)[] properties) : IView<T>
{
    public IEnumerable<string> Lines(T row, bool first)
    {
        var width = properties.Max(property => property.Label.Length);
        yield return "";
        foreach (var (label, value) in properties)
        {
            var head = label.PadRight(width) + " : ";
            foreach (var part in (value(row) ?? "").Split('\n').SelectMany(line => line.Chunk(Table<T>.TotalWidth - width - 3)))
            {
                yield return head + new string(part);
                head = new string(' ', width + 3);
            }
        }
    }
}
