using System.Globalization;
using System.Security.Cryptography;

namespace LyttleCluster.Service.Agent.Nginx.Releases;

/// <summary>The name of one release: the time it was made and something random, e.g. <c>2026-11-21T09-41-12-345Z-5f0c2a91</c>.</summary>
internal static class ReleaseId
{
    public static string New(DateTimeOffset now) => string.Create(CultureInfo.InvariantCulture,
        $"{now.UtcDateTime:yyyy-MM-ddTHH-mm-ss-fffZ}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
}
