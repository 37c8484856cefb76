using System.Text;

namespace LyttleCluster.Core.NginxConfiguration;

/// <summary>
/// Punycode (RFC 3492). Our own, because .NET's IdnMapping is another one in a process without ICU (the agent) than in one with it (PowerShell),
/// and both have to come to the same name.
/// </summary>
internal static class Punycode
{
    private const int Base = 36;
    private const int FirstThreshold = 1;
    private const int LastThreshold = 26;
    private const int Skew = 38;
    private const int Damp = 700;
    private const int FirstBias = 72;
    private const int FirstBeyondAscii = 128;

    /// <summary>A label as it is on the wire: itself, or <c>xn--</c> and its punycode.</summary>
    public static string Label(string label)
    {
        if (Ascii.IsValid(label)) return label;
        int[] points = [.. label.EnumerateRunes().Select(rune => rune.Value)];
        var encoded = new StringBuilder("xn--");
        foreach (var point in points)
            if (point < FirstBeyondAscii) encoded.Append((char)point);
        var basic = encoded.Length - 4;
        if (basic > 0) encoded.Append('-');
        AppendDeltas(encoded, points, basic);
        return encoded.ToString();
    }

    private static void AppendDeltas(StringBuilder encoded, int[] points, int basic)
    {
        var (next, delta, bias, handled) = (FirstBeyondAscii, 0L, FirstBias, basic);
        while (handled < points.Length)
        {
            var smallest = points.Where(point => point >= next).Min();
            delta += (long)(smallest - next) * (handled + 1);
            next = smallest;
            foreach (var point in points)
            {
                if (point < next) delta++;
                if (point != next) continue;
                AppendNumber(encoded, delta, bias);
                bias = Adapt(delta, handled + 1, isFirst: handled == basic);
                delta = 0;
                handled++;
            }

            delta++;
            next++;
        }
    }

    private static void AppendNumber(StringBuilder encoded, long number, int bias)
    {
        for (var position = Base; ; position += Base)
        {
            var threshold = Math.Clamp(position - bias, FirstThreshold, LastThreshold);
            if (number < threshold) break;
            encoded.Append(Digit((int)(threshold + ((number - threshold) % (Base - threshold)))));
            number = (number - threshold) / (Base - threshold);
        }

        encoded.Append(Digit((int)number));
    }

    private static int Adapt(long delta, int count, bool isFirst)
    {
        delta = isFirst ? delta / Damp : delta / 2;
        delta += delta / count;
        var position = 0;
        for (; delta > (Base - FirstThreshold) * LastThreshold / 2; position += Base) delta /= Base - FirstThreshold;
        return position + (int)((Base - FirstThreshold + 1) * delta / (delta + Skew));
    }

    private static char Digit(int value) => (char)(value < 26 ? 'a' + value : '0' + value - 26);
}
