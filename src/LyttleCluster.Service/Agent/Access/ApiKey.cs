using System.Security.Cryptography;
using System.Text;

namespace LyttleCluster.Service.Agent.Access;

/// <summary>One API key, kept only as its hash.</summary>
/// <param name="Id">Its line's number among the keys and the first digits of its hash, as the v2 API names keys.</param>
/// <param name="Hash">SHA-256 of the key.</param>
/// <param name="Right">What its holder may.</param>
internal sealed record ApiKey(string Id, byte[] Hash, Right Right)
{
    public static ApiKey Of(string key, int number, Right right)
    {
        var hash = HashOf(key);
        return new ApiKey($"{number}-{Convert.ToHexStringLower(hash.AsSpan(0, 6))}", hash, right);
    }

    public static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
