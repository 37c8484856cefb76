using System.Globalization;
using System.Text.Json;
using LyttleCluster.Core.NginxConfiguration;

namespace LyttleCluster.Core.NginxApi;

/// <summary>Asks a node what it would make of an entry, without giving it.</summary>
internal sealed class EntryValidator(NginxApiChannel channel, DialectFinder finder)
{
    /// <param name="entry">The entry.</param>
    /// <param name="id">The entry it is to replace; null: a new one.</param>
    /// <param name="silence">How long the network may be silent, and how long to wait where it is asked too often.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<NginxApiValidation> ValidateAsync(NginxEntry entry, int? id, TimeSpan silence, CancellationToken cancellationToken)
    {
        var dialect = await finder.FindAsync(silence, cancellationToken);
        var can = NginxApiCapabilities.Configuration | NginxApiCapabilities.Validation;
        if (!dialect.Can(can)) throw NginxApiErrors.NotSupported(channel.Endpoint, "testing a domain without giving it", dialect.Name);
        var isAgent = dialect.Generation == NginxApiGeneration.Agent;
        if (!isAgent && NginxEntryRules.WhyNotLyttleNginx(entry) is { } why) throw NginxApiErrors.EntryRefused(channel.Endpoint, entry.Names[0], why);

        // LyttleNGINX's /proxies/:id/validate looks at what is stored there, not at what is sent.
        var path = isAgent && id is { } stored ? $"/proxies/{stored}/validate" : "/proxies/validate";
        var answer = await channel.SendPatientlyAsync(NginxApiCall.Post(path, silence) with { Body = EntryBody.Write(entry) }, silence, cancellationToken);
        if (answer.IsSuccess) return Read(answer);
        var refusal = NginxApiRefusal.Of(answer);
        if (!isAgent && id is { } own && IsConflictWith(refusal, own)) return new NginxApiValidation(null, null, [], answer.Limits);
        if (refusal is { IsBadInput: true, IsEnvelope: true }) throw NginxApiErrors.EntryRefused(channel.Endpoint, entry.Names[0], refusal.Said ?? "it gives no reason");
        throw channel.Refused(answer);
    }

    /// <summary>Whether the only thing against an entry is that it has the names of the one it replaces: it is the last thing that is looked at there.</summary>
    private static bool IsConflictWith(NginxApiRefusal refusal, int id) =>
        refusal is { Status: 400, Message: { } message } && message.EndsWith(string.Create(CultureInfo.InvariantCulture, $" is already managed by proxy entry {id}"), StringComparison.Ordinal);

    private NginxApiValidation Read(NginxApiAnswer answer)
    {
        using var json = WireJson.TryParse(answer.Body);
        if (json?.RootElement is not { ValueKind: JsonValueKind.Object } root || root.Flag("valid") != true) throw channel.Unreadable(answer, "it does not say that the entry is valid");
        return new NginxApiValidation(
            root.Field("normalizedEntry") is { } entry ? EntryBody.Express(entry) : null, root.Text("generatedConfigPreview"), root.Texts("warnings"), answer.Limits);
    }
}
