using System.Security.Cryptography;

namespace LyttleCluster.Core.Joining;

/// <summary>What an agent's key is known by.</summary>
internal static class JoinKey
{
    /// <summary>The length of an id, in hexadecimal digits.</summary>
    public const int IdLength = 32;

    /// <summary>The SHA-256 of a public key (SubjectPublicKeyInfo, DER), in lower-case hexadecimal.</summary>
    public static string FingerprintOf(ReadOnlySpan<byte> publicKey) => Convert.ToHexStringLower(SHA256.HashData(publicKey));

    public static string IdOf(string fingerprint) => fingerprint[..IdLength];
}
