using System.Text;

namespace LyttleCluster.Core.NginxConfiguration;

/// <summary>Lines of a configuration, indented by their blocks and counted.</summary>
internal sealed class NginxText
{
    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>How many lines there are.</summary>
    public int Lines { get; private set; }

    public void Line(string line = "")
    {
        // A line is one line, whatever went wrong before: nobody's value can begin another.
        if (line.AsSpan().ContainsAny('\n', '\r')) throw new ArgumentException("A line has an end of line in it.", nameof(line));
        if (line.Length > 0) _text.Append(' ', 2 * _depth);
        _text.Append(line).Append('\n');
        Lines++;
    }

    public void Open(string head)
    {
        Line(head + " {");
        _depth++;
    }

    public void Close()
    {
        _depth--;
        Line("}");
    }

    public override string ToString() => _text.ToString();
}
