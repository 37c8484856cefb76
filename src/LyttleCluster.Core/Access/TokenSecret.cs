using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace LyttleCluster.Core.Access;

/// <summary>Secrets of tokens.</summary>
internal static class TokenSecret
{
    /// <summary>What they begin with, so that people and scanners of repositories know one when they see it.</summary>
    public const string Prefix = "lyttle_";

    private const int Bytes = 32;

    /// <summary>A new one: 256 random bits.</summary>
    public static Secret Make() => new(Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes)));

    /// <summary>What is kept of it.</summary>
    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
