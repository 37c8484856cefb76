using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace LyttleCluster.Core.NginxConfiguration;

/// <summary>
/// Host names beyond ASCII in the one form that IDNA stores: lower case, composed. By tables of our own where .NET's answer depends on whether the
/// process has ICU; what would need more than them is refused, and can still be given in punycode.
/// </summary>
internal static class HostLetters
{
    // By mark: letters, each followed by what it becomes with that mark. Twice over it, letters with two marks are composed too.
    private static readonly string[] Compositions =
    [
        "\u0300aàeèiìoòuùüǜnǹеѐиѝēḕōṑwẁâầăằêềôồơờưừyỳ",
        "\u0301aáeéiíoóuúyýcćlĺnńrŕsśzźüǘgǵåǻæǽøǿϊΐαάεέηήιίϋΰοόυύωώгѓкќçḉēḗïḯkḱmḿõṍōṓpṕũṹwẃâấăắêếôốơớưứ",
        "\u0302aâeêiîoôuûcĉgĝhĥjĵsŝwŵyŷzẑạậẹệọộ",
        "\u0303aãnñoõiĩuũvṽâẫăẵeẽêễôỗơỡưữyỹ",
        "\u0304aāeēiīoōuūüǖäǟȧǡæǣǫǭöȫõȭȯȱyȳиӣуӯgḡḷḹṛṝαᾱιῑυῡ",
        "\u0306aăeĕgğiĭoŏuŭийуўжӂаӑеӗȩḝạặαᾰιῐυῠ",
        "\u0307cċeėgġzżaȧoȯbḃdḋfḟhḣmṁnṅpṗrṙsṡśṥšṧṣṩtṫwẇxẋyẏ",
        "\u0308aäeëiïoöuüyÿιϊυϋеёіїаӓәӛжӝзӟиӥоӧөӫэӭуӱчӵыӹhḧõṏūṻwẅxẍtẗ",
        "\u0309aảâẩăẳeẻêểiỉoỏôổơởuủưửyỷ",
        "\u030Aaåuůwẘyẙ",
        "\u030Boőuűуӳ",
        "\u030Ccčdďeělľnňrřsštťzžaǎiǐoǒuǔüǚgǧkǩʒǯjǰhȟ",
        "\u030Faȁeȅiȉoȍrȑuȕѵѷ",
        "\u0311aȃeȇiȋoȏrȓuȗ",
        "\u031Boơuư",
        "\u0323bḅdḍhḥkḳlḷmṃnṇrṛsṣtṭvṿwẉzẓaạeẹiịoọơợuụưựyỵ",
        "\u0324uṳ",
        "\u0325aḁ",
        "\u0326sștț",
        "\u0327cçgģkķlļnņrŗsştţeȩdḑhḩ",
        "\u0328aąeęiįuųoǫ",
        "\u032Ddḓeḙlḽnṋtṱuṷ",
        "\u032Ehḫ",
        "\u0330eḛiḭuṵ",
        "\u0331bḇdḏkḵlḻnṉrṟtṯzẕhẖ",
    ];

    // Letters, marks and digits that compatibility composition (NFKC) would change to others, so that no name is stored with them (RFC 5892, 2.2).
    private const string Unstable =
        "AA-BA 133 140 149 17F 1C6-1CC 1F3 2B0-2B8 2E0-2E4 340-341 343-345 374 37A 3D0-3D6 3F0-3F2 3F5 587 675-678 958-95F 9DC-9DF A33 A36 A59-A5B A5E B5C-B5D E33 EB3 "
        + "EDC-EDD F43 F4D F52 F57 F5C F69 F73 F75-F79 F81 F93 F9D FA2 FA7 FAC FB9 10FC 13F8-13FD 1C80-1C88 1D2C-1D2E 1D30-1D3A 1D3C-1D4D 1D4F-1D6A 1D78 1D9B-1DBF 1E9A-1E9B 1F71 "
        + "1F73 1F75 1F77 1F79 1F7B 1F7D-1FA7 1FB2-1FB4 1FB7-1FC4 1FC7 1FD3 1FE3 1FF2-1FF4 1FF7-209C 210A-2149 2C7C-2C7D 2D6F 309F 30FF 3131-318E A69C-A69D A770 A7F2-A7F4 A7F8-A7F9 "
        + "AB5C-AB5F AB69-ABBF F900-FA0D FA10 FA12 FA15-FA1E FA20 FA22 FA25-FA26 FA2A-FB1D FB1F-FDFB FE70-FE72 FE74-FFDC 10781-107BA 1D41A-1D7FF 1EE00-1FBF9 2F800-2FA1D";

    private static readonly FrozenDictionary<(char Letter, char Mark), char> Composed = Compositions
        .SelectMany(row => row.Skip(1).Chunk(2).Select(pair => ((pair[0], row[0]), pair[1])))
        .ToFrozenDictionary(one => one.Item1, one => one.Item2);

    private static readonly (int First, int Last)[] Refused =
        [.. Unstable.Split(' ').Select(range => range.Split('-')).Select(ends => (Hex(ends[0]), Hex(ends[^1])))];

    /// <summary>The name in lower case, letters and their marks composed; null, with the reason, when it has characters that no name has.</summary>
    public static string? Fold(string text, out string? why)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var lower = Lower(rune);
            // A lone surrogate is read as U+FFFD, which is no letter.
            if (!lower.IsAscii && !IsLetter(lower))
            {
                why = string.Create(CultureInfo.InvariantCulture, $"it has a character that no host name has (U+{rune.Value:X4}); if the name is in use, give it in punycode (xn--…)");
                return null;
            }

            Append(folded, lower);
        }

        why = HasLooseMark(folded) ? "it has a mark (accent) that belongs to no letter; if the name is in use, give it in punycode (xn--…)" : null;
        return why is null ? folded.ToString() : null;
    }

    private static Rune Lower(Rune rune) => rune.Value switch
    {
        // The dots of Han and of full width, and letters of full width: what an input method leaves when it was not switched back.
        0x3002 or 0xFF0E or 0xFF61 => new Rune('.'),
        >= 0xFF01 and <= 0xFF5E => Rune.ToLowerInvariant(new Rune(rune.Value - 0xFEE0)),
        // Pairs that have been as they are since long before any ICU; capitals elsewhere stay, and are refused.
        < 0x0590 or (>= 0x1E00 and < 0x2000) => Rune.ToLowerInvariant(rune),
        _ => rune,
    };

    private static bool IsLetter(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber
        && !IsUnstable(rune.Value)
        // Jamo that would have to be composed, and Japanese marks likewise.
        && rune.Value is not ((>= 0x1100 and <= 0x11FF) or (>= 0xA960 and <= 0xA97C) or (>= 0xD7B0 and <= 0xD7FB) or 0x3099 or 0x309A);

    private static bool IsUnstable(int value)
    {
        var (low, high) = (0, Refused.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (value < Refused[middle].First) high = middle - 1;
            else if (value > Refused[middle].Last) low = middle + 1;
            else return true;
        }

        return false;
    }

    private static void Append(StringBuilder folded, Rune rune)
    {
        if (rune.IsBmp && folded.Length > 0 && Composed.TryGetValue((folded[^1], (char)rune.Value), out var one)) folded[^1] = one;
        else folded.Append(rune);
    }

    private static bool HasLooseMark(StringBuilder folded)
    {
        for (var at = 0; at < folded.Length; at++)
        {
            if (folded[at] is >= '\u0300' and <= '\u036F') return true;
            // A label does not begin with a mark of any script.
            if ((at == 0 || folded[at - 1] == '.') && CharUnicodeInfo.GetUnicodeCategory(folded[at]) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark) return true;
        }

        return false;
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
