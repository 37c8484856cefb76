using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LyttleCluster.Core.Joining;

/// <summary>
/// By what an agent proves itself in a call: a signature with its key over all that the call says. It needs no TLS with client certificates, so it is the same
/// on loopback, and behind a proxy that ends TLS. The count grows with every call, so that a call that somebody recorded is of no use to them.
/// </summary>
/// <param name="Id">The agent, by the id of its request.</param>
/// <param name="Count">Grows with every call of this agent.</param>
/// <param name="Signature">ECDSA over SHA-256, as in IEEE P1363: 64 bytes for P-256.</param>
internal sealed record JoinProof(string Id, long Count, byte[] Signature)
{
    private const string Scheme = "LyttleAgent ";

    /// <summary>Longer is no proof of ours.</summary>
    private const int Longest = 256;

    /// <summary>The header <c>Authorization</c> of a call.</summary>
    public static string Header(ECDsa key, string id, long count, string verb, string path, ReadOnlySpan<byte> body) =>
        string.Create(CultureInfo.InvariantCulture, $"{Scheme}{id} {count} {Convert.ToBase64String(key.SignData(Statement(id, count, verb, path, body), HashAlgorithmName.SHA256))}");

    /// <summary>The proof in a header <c>Authorization</c>; null when there is none.</summary>
    public static JoinProof? Parse(string header)
    {
        if (header.Length > Longest || !header.StartsWith(Scheme, StringComparison.Ordinal)) return null;
        var words = header[Scheme.Length..].Split(' ');
        var signature = new byte[Longest];
        return words is [{ Length: JoinKey.IdLength } id, var count, var text]
            && id.All(char.IsAsciiHexDigitLower)
            && long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && Convert.TryFromBase64String(text, signature, out var length)
            ? new JoinProof(id, number, signature[..length])
            : null;
    }

    /// <summary>Whether the key signed this call.</summary>
    public bool IsOf(ECDsa key, string verb, string path, ReadOnlySpan<byte> body) =>
        key.VerifyData(Statement(Id, Count, verb, path, body), Signature, HashAlgorithmName.SHA256);

    private static byte[] Statement(string id, long count, string verb, string path, ReadOnlySpan<byte> body) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"lyttle-cluster join 1\n{id}\n{count}\n{verb}\n{path}\n{Convert.ToHexStringLower(SHA256.HashData(body))}"));
}
