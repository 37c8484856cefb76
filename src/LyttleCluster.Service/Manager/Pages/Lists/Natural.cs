namespace LyttleCluster.Service.Manager.Pages.Lists;

/// <summary>Text that sorts as people expect: without case, and <c>web2</c> before <c>web10</c>.</summary>
internal sealed class Natural : IComparable
{
    private readonly string _text;

    private Natural(string text) => _text = text;

    public static Natural? Of(string? text) => text is null ? null : new(text);

    public int CompareTo(object? other) => other is Natural natural ? Compare(_text, natural._text) : 1;

    public static int Compare(string left, string right)
    {
        // What both begin with says nothing; but a number is compared from its first digit on.
        var i = left.AsSpan().CommonPrefixLength(right);
        while (i > 0 && char.IsAsciiDigit(left[i - 1])) i--;
        var j = i;
        while (i < left.Length && j < right.Length)
        {
            var order = char.IsAsciiDigit(left[i]) && char.IsAsciiDigit(right[j])
                ? CompareNumbers(left, ref i, right, ref j)
                : char.ToLowerInvariant(left[i++]).CompareTo(char.ToLowerInvariant(right[j++]));
            if (order != 0) return order;
        }

        var rest = (left.Length - i).CompareTo(right.Length - j);
        return rest != 0 ? rest : string.CompareOrdinal(left, right);
    }

    private static int CompareNumbers(string left, ref int i, string right, ref int j)
    {
        var one = Digits(left, ref i);
        var other = Digits(right, ref j);
        var length = one.Length.CompareTo(other.Length);
        return length != 0 ? length : one.CompareTo(other, StringComparison.Ordinal);
    }

    /// <summary>The digits from there on, without leading zeros.</summary>
    private static ReadOnlySpan<char> Digits(string text, ref int position)
    {
        var start = position;
        while (position < text.Length && char.IsAsciiDigit(text[position])) position++;
        return text.AsSpan(start, position - start).TrimStart('0');
    }
}
