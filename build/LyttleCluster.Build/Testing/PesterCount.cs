using System.Text.RegularExpressions;

namespace LyttleCluster.Build.Testing;

/// <summary>
/// How many tests a Pester file holds, without PowerShell: each `It` at the start of a statement with a quoted name counts as one.
/// A test with `-ForEach` or `-TestCases` runs once a case but counts once here, so the number is a lower bound; text in comments and
/// here-strings is not counted.
/// </summary>
internal static partial class PesterCount
{
    public static int Of(string script) => It().Count(HereStrings().Replace(BlockComments().Replace(script, ""), ""));

    [GeneratedRegex("""(?:^|[{;])[ \t]*It[ \t]+(?:-Name[ \t]+)?["']""", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex It();

    [GeneratedRegex("<#.*?#>", RegexOptions.Singleline)]
    private static partial Regex BlockComments();

    [GeneratedRegex("""@(['"])[ \t]*\r?\n.*?^\1@""", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex HereStrings();
}
