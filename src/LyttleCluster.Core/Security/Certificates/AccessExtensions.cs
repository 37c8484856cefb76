using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LyttleCluster.Core.Security.Certificates;

/// <summary>
/// The two extensions of the fleet-manager: methods and groups, each a DER SEQUENCE of UTF8String. Pure. Reading is forgiving about the kind of
/// string and about single elements that are none, but whatever is not wholly well-formed grants nothing: a guess could only grant more.
/// </summary>
internal static class AccessExtensions
{
    public const string MethodsOid = "1.3.6.1.4.1.9586.100.7.1";
    public const string GroupsOid = "1.3.6.1.4.1.9586.100.7.2";

    /// <summary>More is no list that somebody wrote.</summary>
    public const int MostElements = 256;

    /// <summary>The longest that one element may be; longer ones count for nothing.</summary>
    public const int MostCharacters = 128;

    private static readonly AsnReaderOptions Options = new() { SkipSetSortOrderVerification = false };

    /// <summary>The patterns of methods that a certificate lists.</summary>
    public static IReadOnlyList<string> MethodsOf(X509Certificate2 certificate) => Of(certificate, MethodsOid);

    /// <summary>The groups that a certificate lists.</summary>
    public static IReadOnlyList<string> GroupsOf(X509Certificate2 certificate) => Of(certificate, GroupsOid);

    /// <summary>An extension with these strings.</summary>
    public static X509Extension Make(string oid, IEnumerable<string> values)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var value in values) writer.WriteCharacterString(UniversalTagNumber.UTF8String, value);
        }

        // Not critical: others that see the certificate, such as our own TLS, need not know it.
        return new X509Extension(oid, writer.Encode(), critical: false);
    }

    /// <summary>The strings in the value of such an extension; none where it is malformed.</summary>
    public static IReadOnlyList<string> Read(ReadOnlyMemory<byte> value)
    {
        try
        {
            var reader = new AsnReader(value, AsnEncodingRules.DER, Options);
            var sequence = reader.ReadSequence();
            reader.ThrowIfNotEmpty();
            var found = new List<string>();
            for (var count = 0; sequence.HasData; count++)
            {
                if (count == MostElements) return [];
                if (ReadText(sequence) is { } text && IsUsable(text)) found.Add(text);
            }

            return found;
        }
        catch (Exception failure) when (failure is AsnContentException or CryptographicException or DecoderFallbackException)
        {
            return [];
        }
    }

    // One extension of a kind is all that RFC 5280 allows; of two, nobody can say which was meant.
    private static IReadOnlyList<string> Of(X509Certificate2 certificate, string oid) =>
        certificate.Extensions.Where(extension => extension.Oid?.Value == oid).ToList() is [var only] ? Read(only.RawData) : [];

    private static string? ReadText(AsnReader sequence)
    {
        foreach (var kind in (ReadOnlySpan<UniversalTagNumber>)[UniversalTagNumber.UTF8String, UniversalTagNumber.PrintableString, UniversalTagNumber.IA5String])
        {
            if (sequence.PeekTag().HasSameClassAndValue(new Asn1Tag(kind))) return sequence.ReadCharacterString(kind);
        }

        sequence.ReadEncodedValue();
        return null;
    }

    private static bool IsUsable(string text) => text.Length is > 0 and <= MostCharacters && !text.Any(char.IsControl);
}
