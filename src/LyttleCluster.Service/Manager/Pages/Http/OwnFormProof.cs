using System.Security.Cryptography;
using System.Text;
using LyttleCluster.Service.Manager.Http;

namespace LyttleCluster.Service.Manager.Pages.Http;

/// <summary>A proof from a key of this process and the caller's name: no other page can make it, and it ends with the process.</summary>
internal sealed class OwnFormProof : IFormProof
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    public string For(HttpContext context) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(context.Caller().Name)));

    public bool IsValid(HttpContext context, string? proof) =>
        proof is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(proof), Encoding.UTF8.GetBytes(For(context)));
}
