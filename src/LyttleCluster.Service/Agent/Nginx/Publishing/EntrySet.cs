using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LyttleCluster.Service.Agent.Nginx.Publishing;

/// <summary>All entries of one nginx: as they should be (the draft), or as they were in a release.</summary>
internal sealed class EntrySet
{
    public static readonly EntrySet Empty = new([], 1);

    private readonly Lazy<string> _etag;

    /// <param name="rows">The entries.</param>
    /// <param name="nextId">The number the next one gets: higher than any that was ever given.</param>
    public EntrySet(IEnumerable<EntryRow> rows, int nextId)
    {
        Rows = [.. rows.OrderBy(row => row.Id)];
        NextId = Math.Max(nextId, Rows is [.., var last] ? last.Id + 1 : 1);
        _etag = new Lazy<string>(() => ETagOf(Rows));
    }

    /// <summary>In the order of their numbers.</summary>
    public IReadOnlyList<EntryRow> Rows { get; }

    public int NextId { get; }

    /// <summary>Changes whenever one of them does, or comes, or goes: 16 hexadecimal digits.</summary>
    public string ETag => _etag.Value;

    public EntryRow? Find(int id) => Rows.FirstOrDefault(row => row.Id == id);

    /// <summary>The same entries, after numbers up to another one were given.</summary>
    public EntrySet After(int nextId) => nextId <= NextId ? this : new EntrySet(Rows, nextId);

    private static string ETagOf(IReadOnlyList<EntryRow> rows)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var row in rows) hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{row.Id}:{row.ETag}\n")));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
