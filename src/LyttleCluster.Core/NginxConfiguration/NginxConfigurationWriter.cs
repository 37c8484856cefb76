namespace LyttleCluster.Core.NginxConfiguration;

/// <summary>Writes entries in nginx's language. Every value is checked before and escaped here: nothing can leave its own server block. Pure.</summary>
internal static class NginxConfigurationWriter
{
    /// <summary>
    /// A file for the http context, with one server (or two, with TLS) for each normalised entry. It sets nothing for others: where there are so
    /// many or so long names that nginx's server_names_hash is too small, nginx refuses the whole and names the directive to be raised in http.
    /// </summary>
    public static RenderedConfiguration Render(IReadOnlyList<NginxEntry> entries, NginxRendering rendering)
    {
        var text = new NginxText();
        text.Line("# Written by lyttle-cluster for this node; what is changed here is lost.");
        if (entries.Any(entry => entry.Kind == NginxEntryKind.Proxy)) WriteConnectionMap(text);
        if (rendering.CatchAll && entries.Count > 0) WriteCatchAll(text, rendering, entries.Any(entry => entry.Tls));
        var lines = new List<(int First, int Last)>(entries.Count);
        foreach (var entry in entries)
        {
            text.Line();
            var first = text.Lines + 1;
            new NginxEntryWriter(text, entry, rendering).Write();
            lines.Add((first, text.Lines));
        }

        return new RenderedConfiguration(text.ToString(), lines);
    }

    /// <summary>
    /// What a person pastes into http for one normalised entry: its blocks alone, host names as they are (nginx resolves them when it reads the file).
    /// A domain with TLS and no certificate files is served without TLS there, and the lines to add are comments.
    /// </summary>
    public static string RenderForPerson(NginxEntry entry)
    {
        var text = new NginxText();
        new NginxEntryWriter(text, entry, new NginxRendering { Proof = false }).Write();
        return text.ToString();
    }

    /// <summary>
    /// The first server at an address is the default of it unless another says that it is: so that is one of nobody's, not some entry's.
    /// </summary>
    private static void WriteCatchAll(NginxText text, NginxRendering rendering, bool withTls)
    {
        text.Line();
        text.Open("server");
        foreach (var listen in rendering.HttpListen) text.Line(NginxEntryWriter.Listen(listen, false));
        text.Line($"server_name {NginxProof.Nobody};");
        text.Line("return 404;");
        text.Close();
        if (!withTls) return;
        text.Line();
        text.Open("server");
        foreach (var listen in rendering.HttpsListen) text.Line(NginxEntryWriter.Listen(listen, true));
        text.Line($"server_name {NginxProof.Nobody};");
        text.Line("ssl_reject_handshake on;");
        text.Close();
    }

    /// <summary>
    /// What the header Connection says to an upstream: only who wants another protocol (a WebSocket) keeps that wish.
    /// </summary>
    private static void WriteConnectionMap(NginxText text)
    {
        text.Line();
        text.Open($"map $http_upgrade {NginxEntryWriter.ConnectionVariable}");
        text.Line("default upgrade;");
        text.Line("\"\" close;");
        text.Close();
    }
}
