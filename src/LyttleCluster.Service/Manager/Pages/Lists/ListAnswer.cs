using System.Text;
using System.Text.Json;

namespace LyttleCluster.Service.Manager.Pages.Lists;

/// <summary>A list for programs: all rows that the filters left, in the order asked for.</summary>
internal static class ListAnswer
{
    private const int FlushedEvery = 32 * 1024;

    public static Task WriteAsync<T>(HttpContext context, ListDefinition<T> definition, Listing<T> listing, ListRequest request) => request.Output switch
    {
        ListOutput.Csv => CsvAsync(context, definition, listing),
        ListOutput.Text => TextAsync(context, definition, listing),
        _ => JsonAsync(context, definition, listing),
    };

    private static Task CsvAsync<T>(HttpContext context, ListDefinition<T> definition, Listing<T> listing)
    {
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{definition.Noun.Replace(' ', '-')}.csv\"";
        var rows = listing.Sorted().Select(row => CsvText.Line(definition.Columns.Select(column => column.TextOf(row))));
        return LinesAsync(context, "text/csv; charset=utf-8; header=present", rows.Prepend(CsvText.Line(definition.Columns.Select(column => column.Key))));
    }

    private static Task TextAsync<T>(HttpContext context, ListDefinition<T> definition, Listing<T> listing) => LinesAsync(
        context,
        "text/plain; charset=utf-8",
        AlignedText.Lines(
            [.. definition.Columns.Select(column => column.Title.ToUpperInvariant())],
            [.. definition.Columns.Select(column => column.IsNumber)],
            listing.Sorted().Select(row => (IReadOnlyList<string>)[.. definition.Columns.Select(column => column.TextOf(row))])).Select(line => line + "\n"));

    private static async Task LinesAsync(HttpContext context, string type, IEnumerable<string> lines)
    {
        context.Response.ContentType = type;
        foreach (var line in lines)
        {
            Encoding.UTF8.GetBytes(line, context.Response.BodyWriter);
            if (context.Response.BodyWriter.UnflushedBytes > FlushedEvery) await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static async Task JsonAsync<T>(HttpContext context, ListDefinition<T> definition, Listing<T> listing)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        var output = context.Response.BodyWriter;
        await using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var row in listing.Sorted())
            {
                if (definition.Json is null) JsonSerializer.Serialize(json, row, PageJson.Options);
                else if (definition.Json(row) is { } body) JsonSerializer.Serialize(json, body, body.GetType(), PageJson.Options);
                if (json.BytesPending + output.UnflushedBytes < FlushedEvery) continue;
                json.Flush();
                await output.FlushAsync(context.RequestAborted);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        await output.FlushAsync(context.RequestAborted);
    }
}
