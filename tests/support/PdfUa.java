// Checks files against the PDF/UA-1 profile of veraPDF; prints a line for each of them.

import java.io.File;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;

public class PdfUa {
    public static void main(String[] names) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        var flavour = PDFAFlavour.PDFUA_1;
        for (var name : names) {
            var foundry = Foundries.defaultInstance();
            try (var parser = foundry.createParser(new File(name), flavour)) {
                var found = foundry.createValidator(flavour, false).validate(parser);
                var faults = new TreeMap<String, String>();
                for (var one : found.getTestAssertions()) {
                    var rule = one.getRuleId();
                    if (one.getStatus() == TestAssertion.Status.FAILED) {
                        faults.put(rule.getClause() + "-" + rule.getTestNumber(), one.getMessage());
                    }
                }
                System.out.println((found.isCompliant() ? "PASS" : "FAIL") + "\t"
                    + found.getTotalAssertions() + "\t" + name + "\t" + faults);
            }
        }
    }
}
