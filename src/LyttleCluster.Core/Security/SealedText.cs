using System.Security.Cryptography;

namespace LyttleCluster.Core.Security;

/// <summary>A secret as documents hold it: AES-256-GCM, sealed by <see cref="Sealer"/> for one value of one document.</summary>
internal sealed record SealedText
{
    /// <summary>The length of a nonce, in bytes: what GCM is made for (NIST SP 800-38D, 5.2.1.1).</summary>
    public const int NonceLength = 12;

    /// <summary>The length of a tag, in bytes: the longest there is.</summary>
    public const int TagLength = 16;

    /// <summary>The key that sealed it; see <see cref="SealingKey.Id"/>.</summary>
    public required string KeyId { get; init; }

    /// <summary>Nonce, tag and cipher text after one another, in base64.</summary>
    public required string Body { get; init; }

    /// <summary>Never the secret, and nothing of the cipher text.</summary>
    public override string ToString() => "(sealed)";

    /// <summary>Its three parts; null when it is not what <see cref="Sealer"/> makes.</summary>
    public (byte[] Nonce, byte[] Tag, byte[] Cipher)? Split()
    {
        var bytes = new byte[Body.Length];
        if (!Convert.TryFromBase64String(Body, bytes, out var length) || length < NonceLength + TagLength) return null;
        return (bytes[..NonceLength], bytes[NonceLength..(NonceLength + TagLength)], bytes[(NonceLength + TagLength)..length]);
    }

    /// <summary>Puts the parts together.</summary>
    public static SealedText Of(SealingKey key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> cipher) =>
        new() { KeyId = key.Id, Body = Convert.ToBase64String([.. nonce, .. tag, .. cipher]) };
}

/// <summary>A key that seals and opens.</summary>
/// <param name="Id">What it is called in what it sealed: the beginning of the SHA-256 of the key, which tells nothing about it.</param>
/// <param name="Bytes">The key, 256 bits.</param>
internal sealed record SealingKey(string Id, byte[] Bytes)
{
    /// <summary>The length of a key, in bytes.</summary>
    public const int Length = 32;

    /// <summary>A new key.</summary>
    public static SealingKey Make() => Of(RandomNumberGenerator.GetBytes(Length));

    /// <summary>The key of these bytes.</summary>
    public static SealingKey Of(byte[] bytes) => new(Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 6)), bytes);

    /// <summary>Never the key.</summary>
    public override string ToString() => $"key {Id}";
}
