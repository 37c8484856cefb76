using System.Text;
using Microsoft.Data.Sqlite;

namespace LyttleCluster.Core.State;

/// <summary>
/// Columns whole. The library ends a text at its first NUL, on the way in and on the way out: two documents would become one.
/// So such a text goes in as bytes, which the SQL casts to text where a name or message may come from anywhere, and every text
/// comes out as bytes.
/// </summary>
internal static class SqliteColumns
{
    public static byte[] Bytes(this SqliteDataReader row, int column) => row.GetFieldValue<byte[]>(column);

    public static string Text(this SqliteDataReader row, int column) => Encoding.UTF8.GetString(row.Bytes(column));

    public static object Parameter(object value) =>
        value is string text && text.Contains('\0', StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(text) : value;
}
