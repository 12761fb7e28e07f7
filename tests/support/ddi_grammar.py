"""The part of DDI Codebook 2.5 that we use: children in order, attributes by name.

Written by hand and compared with the schema (codebook.xsd of 2012-01-17); it is
stricter than the schema in that it knows nothing else.
"""

from xml.etree import ElementTree as ET

from analysis.report.ddi import NAMESPACE

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
CHILDREN = {
    "codeBook": "docDscr* stdyDscr+ fileDscr* dataDscr* otherMat*",
    "docDscr": "citation? guide? docStatus? docSrc* controlledVocabUsed* notes*",
    "citation": (
        "titlStmt rspStmt? prodStmt? distStmt? serStmt* verStmt* biblCit? holdings*"
        " notes*"
    ),
    "titlStmt": "titl subTitl* altTitl* parTitl* IDNo*",
    "rspStmt": "AuthEnty* othId*",
    "prodStmt": "producer* copyright? prodDate* prodPlac* software* fundAg* grantNo*",
    "verStmt": "version? verResp* notes*",
    "stdyDscr": (
        "citation+ studyAuthorization* stdyInfo* studyDevelopment* method* dataAccs*"
        " othrStdyMat* notes*"
    ),
    "stdyInfo": (
        "studyBudget* subject* abstract* sumDscr* qualityStatement? notes*"
        " exPostEvaluation*"
    ),
    "subject": "keyword* topcClas*",
    "sumDscr": (
        "timePrd* collDate* nation* geogCover* geogUnit* geoBndBox? boundPoly*"
        " anlyUnit* universe* dataKind*"
    ),
    "method": "dataColl* notes* anlyInfo* stdyClas* dataProcessing*",
    "dataColl": (
        "timeMeth* dataCollector* collectorTraining* frequenc* sampProc* sampleFrame*"
        " targetSampleSize* deviat* collMode* resInstru* instrumentDevelopment*"
        " sources? collSitu* actMin* ConOps* weight* cleanOps*"
    ),
    "anlyInfo": "respRate* EstSmpErr* dataAppr*",
    "dataAccs": "setAvail* useStmt* notes*",
    "useStmt": (
        "confDec? specPerm? restrctn? contact* citReq? deposReq? conditions?"
        " disclaimer?"
    ),
    "fileDscr": "fileTxt* locMap? notes*",
    "fileTxt": (
        "fileName* fileCitation? dataFingerprint* fileCont* fileStrc? dimensns?"
        " fileType* format* filePlac* dataChck* ProcStat* dataMsng* software* verStmt*"
    ),
    "dimensns": "caseQnty* varQnty* logRecL* recPrCas* recNumTot*",
    "dataDscr": "varGrp* nCubeGrp* var* nCube* notes*",
    "var": (
        "location* labl* imputation? security? embargo? respUnit? anlysUnit? qstn*"
        " valrng* invalrng* undocCod* universe* TotlResp? sumStat* txt* stdCatgry*"
        " catgryGrp* catgry* codInstr* verStmt* concept* derivation? varFormat?"
        " geoMap* catLevel* notes*"
    ),
    "qstn": "preQTxt* qstnLit* postQTxt* forward* backward* ivuInstr*",
    "valrng": "item* range* key? notes*",
    "invalrng": "item* range* key? notes*",
    "catgry": "catValu? labl* txt* catStat* mrow?",
}
ATTRIBUTES = {
    "codeBook": "version",
    "var": "ID name files dcml intrvl nature representationType",
    "qstn": "ID",
    "fileDscr": "ID",
    "fileType": "charset",
    "location": "width",
    "range": "min max",
    "catgry": "missing",
    "catStat": "type",
    "varFormat": "type schema formatname",
    "collDate": "event date",
    "prodDate": "date",
    "nation": "abbr",
    "confDec": "required",
    "notes": "type",
}
# What an attribute may say, where the schema has a list.
VALUES = {
    ("var", "intrvl"): {"contin", "discrete"},
    ("var", "nature"): {"nominal", "ordinal", "interval", "ratio", "percent", "other"},
    ("var", "representationType"): {"text", "numeric", "code", "datetime", "other"},
    ("catgry", "missing"): {"Y", "N"},
    ("catStat", "type"): {"freq", "percent", "crosstab", "other"},
    ("varFormat", "type"): {"character", "numeric"},
    ("varFormat", "schema"): {"SAS", "SPSS", "IBM", "ANSI", "ISO", "XML-Data", "other"},
    ("collDate", "event"): {"start", "end", "single"},
    ("confDec", "required"): {"yes", "no"},
}


def check(book):
    """Check a codebook against the grammar and return it."""
    root = ET.fromstring(book)  # noqa: S314  our own bytes
    assert root.tag == f"{{{NAMESPACE}}}codeBook"
    identities = [found.get("ID") for found in root.iter() if found.get("ID")]
    assert len(identities) == len(set(identities))
    for found in root.iter():
        _check(found, set(identities))
    return root


def _check(found, identities):
    name = found.tag.removeprefix(f"{{{NAMESPACE}}}")
    children = [child.tag.removeprefix(f"{{{NAMESPACE}}}") for child in found]
    _in_order(name, children, CHILDREN.get(name, "").split())
    allowed = {LANGUAGE, *ATTRIBUTES.get(name, "").split()}
    assert set(found.attrib) <= allowed, f"{name}: {set(found.attrib) - allowed}"
    for key, said in found.attrib.items():
        assert said in VALUES.get((name, key), {said}), f"{name} {key}: {said}"
    if name == "codeBook":
        assert found.get("version") == "2.5"
    if name in {"valrng", "invalrng"}:
        assert {"item", "range"} & set(children)
    if name == "var":
        assert found.get("name")
    if "files" in found.attrib:
        assert found.get("files") in identities


def _in_order(name, children, grammar):
    order = [entry.rstrip("*+?") for entry in grammar]
    places = [order.index(child) for child in children]
    assert places == sorted(places), f"{name}: {children}"
    for entry in grammar:
        count = children.count(entry.rstrip("*+?"))
        if entry.endswith("?"):
            assert count <= 1, f"{name}: {entry}"
        elif not entry.endswith("*"):
            assert count >= 1, f"{name}: {entry}"
